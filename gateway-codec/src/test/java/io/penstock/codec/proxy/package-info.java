/** Tests of what proxies say. */
@NullMarked
package io.penstock.codec.proxy;

import org.jspecify.annotations.NullMarked;
