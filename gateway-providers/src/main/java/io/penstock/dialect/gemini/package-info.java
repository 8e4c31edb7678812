/**
 * Google's generateContent as it stands on the wire: of the Gemini API, and of Vertex AI where it differs in what a model's target says.
 *
 * <p>Here are the dialect itself and the look at a request that passes by; {@code request} reads and writes what is asked, {@code answer}
 * reads what a provider answers, {@code reply} writes what a client gets. No other dialect's field names, and no provider's address or
 * credential: those stand in the catalogue.
 */
@NullMarked
package io.penstock.dialect.gemini;

import org.jspecify.annotations.NullMarked;
