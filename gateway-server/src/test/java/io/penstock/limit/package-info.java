/** Tests of what is counted: by themselves and, under many threads, all at once. */
@NullMarked
package io.penstock.limit;

import org.jspecify.annotations.NullMarked;
