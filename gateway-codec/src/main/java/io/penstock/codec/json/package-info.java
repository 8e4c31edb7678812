/**
 * JSON in place: a resumable scanner that builds no tree, cursors over ranges of a buffer, and patches by byte range.
 *
 * <p>No dialect's field names belong here.
 */
@NullMarked
package io.penstock.codec.json;

import org.jspecify.annotations.NullMarked;
