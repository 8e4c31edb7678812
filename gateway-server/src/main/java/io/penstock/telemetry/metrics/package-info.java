/**
 * Counters, histograms and readings, and how they are written for Prometheus. Nothing here knows what is measured.
 *
 * <p>Recording is for event loops: no lock, and no allocation once a series is there. Writing is for any other thread.
 */
@NullMarked
package io.penstock.telemetry.metrics;

import org.jspecify.annotations.NullMarked;
