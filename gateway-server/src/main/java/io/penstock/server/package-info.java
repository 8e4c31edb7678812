/**
 * The process: the command line, the transport, wiring of all other packages, reload and stop.
 *
 * <p>The only package that sees all others. Nothing here is on the path of a request.
 */
@NullMarked
package io.penstock.server;

import org.jspecify.annotations.NullMarked;
