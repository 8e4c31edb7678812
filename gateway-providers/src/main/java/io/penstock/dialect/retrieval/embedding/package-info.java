/**
 * Embeddings in every form that a client or a provider has for them. Texts go from one form into another as they stand, numbers too:
 * what a provider says of a vector reaches the client digit for digit, or as base64 where that was asked for.
 */
@NullMarked
package io.penstock.dialect.retrieval.embedding;

import org.jspecify.annotations.NullMarked;
