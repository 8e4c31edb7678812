/**
 * The end-to-end profile: a provider that answers at a set pace, a client that times every event, a bare relay as the
 * floor, and the table that stands proxies beside each other.
 *
 * <p>Plain {@code java.nio}, one thread a process, nothing of Netty or of the gateway: a fault that the gateway and its
 * yardstick share would not show. Microbenchmarks belong to {@code benchmarks}.
 */
@NullMarked
package io.penstock.benchmarks.load;

import org.jspecify.annotations.NullMarked;
