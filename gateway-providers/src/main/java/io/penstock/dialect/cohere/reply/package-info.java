/** Answers of chat as a client gets them that were made by a provider of another dialect, and faults. */
@NullMarked
package io.penstock.dialect.cohere.reply;

import org.jspecify.annotations.NullMarked;
