/**
 * Answers of Anthropic's Messages API: read, probed and written, as streams and whole; its errors and its usage.
 *
 * <p>A stream is a row of blocks, each begun, filled by deltas and stopped under its index. What it says of usage is cumulative: the last
 * count of each kind is the right one.
 */
@NullMarked
package io.penstock.dialect.anthropic.answer;

import org.jspecify.annotations.NullMarked;
