/**
 * Answers of other dialects as clients of this one get them, streamed or whole, and what they carry that these clients send back.
 */
@NullMarked
package io.penstock.dialect.openai.reply;

import org.jspecify.annotations.NullMarked;
