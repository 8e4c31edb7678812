/**
 * The table of URLs that a client may call, built from one small class per family.
 *
 * <p>A row says what a method and a path ask for, whose dialect they speak and where a caller's credential may sit. The table is
 * built once, refuses to start when two rows match one path, and is immutable after that. {@link io.penstock.surface.ProxyPath}
 * keeps a path of the caller's inside the base path of a provider. Nothing here answers a request, reads a body or knows which
 * providers are configured.
 */
@NullMarked
package io.penstock.surface;

import org.jspecify.annotations.NullMarked;
