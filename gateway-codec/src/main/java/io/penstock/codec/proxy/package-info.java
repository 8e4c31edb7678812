/**
 * What a proxy says of whom it speaks for: the PROXY protocol before the first byte of a connection, and the fields {@code X-Forwarded-For}
 * and {@code Forwarded} in the head of a request. Strict: what is not to the letter names nobody.
 *
 * <p>Whose word counts is not known here.
 */
@NullMarked
package io.penstock.codec.proxy;

import org.jspecify.annotations.NullMarked;
