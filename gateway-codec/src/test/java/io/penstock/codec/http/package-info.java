/** Tests of HTTP/1.1 on the wire: tables, cuts, allocation, and a second opinion by Netty's decoders. */
@NullMarked
package io.penstock.codec.http;

import org.jspecify.annotations.NullMarked;
