/**
 * OpenAI's Responses API, streamed and whole. What requests and answers hold stands in {@code request}, {@code answer} (a provider's) and
 * {@code reply} (a client's); here are the dialect itself and the look at a request that goes by.
 */
@NullMarked
package io.penstock.dialect.responses;

import org.jspecify.annotations.NullMarked;
