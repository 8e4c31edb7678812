/** Tests of the relay lane without sockets: a source and a sink that remember, and a probe that knows a toy dialect. */
@NullMarked
package io.penstock.relay;

import org.jspecify.annotations.NullMarked;
