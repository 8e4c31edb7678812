/**
 * JMH benchmarks of the hot path, and the gate that holds their allocation to a committed baseline.
 *
 * <p>One class per hot class, named after it. Times measured here are for comparing on one machine in one run; only bytes
 * are ever compared with a stored figure. Sockets and whole processes belong to {@code benchmarks.load}.
 */
@NullMarked
package io.penstock.benchmarks;

import org.jspecify.annotations.NullMarked;
