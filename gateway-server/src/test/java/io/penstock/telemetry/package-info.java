@NullMarked
package io.penstock.telemetry;

import org.jspecify.annotations.NullMarked;
