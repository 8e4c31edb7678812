/**
 * What models do besides chats, one document asked and one answered: embeddings and rankings. A form is one API's way to ask and to
 * answer; a client's form and a provider's meet in a {@link io.penstock.dialect.retrieval.Conversion}. More APIs have a form of these than
 * there are dialects of a chat, so forms are no part of those. What is said of the operations themselves is in the packages below.
 */
@NullMarked
package io.penstock.dialect.retrieval;

import org.jspecify.annotations.NullMarked;
