/**
 * Answers of a provider that speaks Responses: probed on their way, or read for translation, streamed or whole.
 *
 * <p>An answer is a row of items. A stream's events name theirs by its place in that row, and only that is to be relied on: some servers
 * give an item another id in each of its events.
 */
@NullMarked
package io.penstock.dialect.responses.answer;

import org.jspecify.annotations.NullMarked;
