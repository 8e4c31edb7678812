/** Tests of the AWS event stream. */
@NullMarked
package io.penstock.codec.eventstream;

import org.jspecify.annotations.NullMarked;
