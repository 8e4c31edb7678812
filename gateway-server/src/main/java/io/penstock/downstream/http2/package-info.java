/**
 * HTTP/2 without a socket (RFC 9113): header fields to the head of a request and back, the frames of a client as they pass, and the bounds of
 * Netty's codec. What a stream or a connection does with them is the package's above.
 */
@NullMarked
package io.penstock.downstream.http2;

import org.jspecify.annotations.NullMarked;
