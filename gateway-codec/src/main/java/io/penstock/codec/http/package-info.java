/**
 * HTTP/1.1 on the wire, strict on both sides: heads read into offsets, bodies freed of their framing, heads and chunks
 * written (RFC 9110, RFC 9112).
 *
 * <p>What a byte sequence means to the protocol is decided here, once: a head that two readers could take for different
 * messages is refused. What a request is for, who may send it and which fields go on to whom is not decided here, and no
 * socket, no timer and no vendor's field value is known.
 */
@NullMarked
package io.penstock.codec.http;

import org.jspecify.annotations.NullMarked;
