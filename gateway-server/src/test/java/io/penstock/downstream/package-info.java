/** Tests of the client side. */
@NullMarked
package io.penstock.downstream;

import org.jspecify.annotations.NullMarked;
