/**
 * The hub: what the dialects have in common, and the only place where they meet.
 *
 * <p>The interfaces of one dialect's classes, the faults that a caller is told of and the usage that an answer reports. No
 * vendor's field name belongs here: it stands in the package of the dialect that uses it.
 */
@NullMarked
package io.penstock.dialect;

import org.jspecify.annotations.NullMarked;
