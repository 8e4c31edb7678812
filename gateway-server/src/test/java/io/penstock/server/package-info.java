/** Tests of the whole gateway over sockets: what a client and a provider see on the wire, above all when the other one fails. */
@NullMarked
package io.penstock.server;

import org.jspecify.annotations.NullMarked;
