/**
 * Anthropic's Messages API, streamed and whole, and its count of tokens. What requests and answers hold stands in {@code request} and
 * {@code answer}; here are the dialect itself and the look at a request that goes by.
 */
@NullMarked
package io.penstock.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
