/** Answers of chat that come from a provider: read for translation, or looked at while they pass by. */
@NullMarked
package io.penstock.dialect.cohere.answer;

import org.jspecify.annotations.NullMarked;
