/**
 * What of responses is stored for later requests, where the provider keeps none: what a response is as it is stored, and how a request
 * and its answer find their way there and back. Who stores it, for how long and for whom is the server's to decide.
 */
@NullMarked
package io.penstock.dialect.responses.stored;

import org.jspecify.annotations.NullMarked;
