/**
 * What OpenAI's API looks like on the wire, and that of the providers compatible with it: chat and text completions, and what passes
 * by unread but for its usage and its end (responses, images, audio, embeddings).
 *
 * <p>No other dialect's field names, and no provider's address or credential: those stand in the catalogue.
 */
@NullMarked
package io.penstock.dialect.openai;

import org.jspecify.annotations.NullMarked;
