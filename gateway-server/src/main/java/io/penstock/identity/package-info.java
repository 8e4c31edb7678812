/**
 * Who is calling: tokens of identity providers, keys of the gateway's own, and what each of them may. Judged in memory: no I/O on an event
 * loop. What a caller is granted by the minute is counted in {@code limit}, and whether a request is let in is decided in {@code exchange}.
 */
@NullMarked
package io.penstock.identity;

import org.jspecify.annotations.NullMarked;
