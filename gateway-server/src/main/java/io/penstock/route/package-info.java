/**
 * Routes: which provider answers for a model's name.
 *
 * <p>The table of one configuration and one snapshot of the model lists, immutable and swapped whole. How a provider is called, and
 * what is done when it fails, belong to the exchange.
 */
@NullMarked
package io.penstock.route;

import org.jspecify.annotations.NullMarked;
