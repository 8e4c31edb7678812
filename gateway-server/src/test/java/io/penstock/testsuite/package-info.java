/**
 * The relay between clients and providers of every transport that Netty has here: Netty's own testsuite makes the peers, the
 * gateway stands in their midst on each transport in turn. One class per concern.
 */
@NullMarked
package io.penstock.testsuite;

import org.jspecify.annotations.NullMarked;
