/**
 * What version 2 of Cohere's API looks like on the wire: chat, and what passes by unread but for its usage (embed, rerank).
 *
 * <p>No other dialect's field names, and no provider's address or credential: those stand in the catalogue.
 */
@NullMarked
package io.penstock.dialect.cohere;

import org.jspecify.annotations.NullMarked;
