/**
 * Bytes as the wire has them: ASCII constants, and search and numbers on a {@code ByteBuf} eight bytes at a time.
 *
 * <p>Nothing here knows a protocol; what belongs to HTTP, JSON or server-sent events stands in the package of that name.
 */
@NullMarked
package io.penstock.codec.bytes;

import org.jspecify.annotations.NullMarked;
