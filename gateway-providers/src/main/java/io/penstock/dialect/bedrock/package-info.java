/**
 * Bedrock's Converse API, streamed in AWS' frames and whole. What requests and answers hold stands in {@code request} and {@code answer};
 * here are the dialect itself and the look at a request that goes by.
 */
@NullMarked
package io.penstock.dialect.bedrock;

import org.jspecify.annotations.NullMarked;
