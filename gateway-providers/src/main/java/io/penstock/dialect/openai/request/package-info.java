/**
 * Requests of chat completions in translation: read from a client, written for a provider. What a client's history carries was put there
 * by {@code reply}.
 */
@NullMarked
package io.penstock.dialect.openai.request;

import org.jspecify.annotations.NullMarked;
