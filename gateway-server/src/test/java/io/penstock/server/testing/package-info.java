/**
 * What tests over real sockets are made of: a provider that follows a script, a client that sees every byte, a gateway in
 * process. It shares no code with the gateway's own reader and writer of HTTP, so that it cannot share their mistakes.
 */
@NullMarked
package io.penstock.server.testing;

import org.jspecify.annotations.NullMarked;
