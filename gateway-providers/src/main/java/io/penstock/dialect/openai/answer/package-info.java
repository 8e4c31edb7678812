/**
 * Answers of chat completions as providers give them, streamed or whole, read for translation. Usage is read by the same rules where an
 * answer passes by unchanged.
 */
@NullMarked
package io.penstock.dialect.openai.answer;

import org.jspecify.annotations.NullMarked;
