/** Requests of chat in translation: read from a client, written for a provider. */
@NullMarked
package io.penstock.dialect.cohere.request;

import org.jspecify.annotations.NullMarked;
