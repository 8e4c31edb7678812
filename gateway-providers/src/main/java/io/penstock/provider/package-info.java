/**
 * Providers: which there are, where they are, what they can do and what is odd about them.
 *
 * <p>The catalogue (one data file) and its records, and the endpoint, which is a provider that has been given an address and keys.
 * No vendor's name stands in code: what is particular about one is data. Reading settings, choosing among endpoints and calling
 * them belong to the server.
 */
@NullMarked
package io.penstock.provider;

import org.jspecify.annotations.NullMarked;
