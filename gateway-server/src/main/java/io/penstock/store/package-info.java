/**
 * What outlives the process. Implements interfaces that other packages own; only {@code server} sees it. Every call blocks and none is
 * made on an event loop. SQL is constant: what varies is bound, never written into it.
 */
@NullMarked
package io.penstock.store;

import org.jspecify.annotations.NullMarked;
