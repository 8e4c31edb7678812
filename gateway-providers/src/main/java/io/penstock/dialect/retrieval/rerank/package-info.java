/** Documents in the order of their relevance to a query, in every form that a client or a provider has for that. */
@NullMarked
package io.penstock.dialect.retrieval.rerank;

import org.jspecify.annotations.NullMarked;
