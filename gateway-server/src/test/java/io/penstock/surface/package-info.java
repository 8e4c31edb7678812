@NullMarked
package io.penstock.surface;

import org.jspecify.annotations.NullMarked;
