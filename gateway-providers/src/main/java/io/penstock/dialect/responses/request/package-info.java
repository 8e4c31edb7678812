/**
 * Requests of Responses in translation: read from a client, written for a provider. What a client's history holds of earlier answers is
 * read by the rules of {@code reply}.
 */
@NullMarked
package io.penstock.dialect.responses.request;

import org.jspecify.annotations.NullMarked;
