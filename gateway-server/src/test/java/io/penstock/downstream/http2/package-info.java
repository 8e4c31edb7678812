/** Tests of HTTP/2 without a socket. */
@NullMarked
package io.penstock.downstream.http2;

import org.jspecify.annotations.NullMarked;
