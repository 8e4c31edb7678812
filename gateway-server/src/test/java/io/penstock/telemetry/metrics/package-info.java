@NullMarked
package io.penstock.telemetry.metrics;

import org.jspecify.annotations.NullMarked;
