/**
 * Answers of Bedrock's Converse API: read as frames or whole, looked at on their way through, and written for its clients.
 *
 * <p>A reader takes one frame apart with {@code StreamEvent} and its blocks with {@code DeltaReader} and {@code BlockReader}; the writer
 * puts blocks in order and hands them to a {@code MessageOut}, which knows how they look in frames or in a document.
 */
@NullMarked
package io.penstock.dialect.bedrock.answer;

import org.jspecify.annotations.NullMarked;
