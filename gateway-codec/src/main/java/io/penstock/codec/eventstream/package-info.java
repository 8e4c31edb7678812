/**
 * AWS event stream as it stands on the wire: binary frames with a length, headers, a payload and two checksums (the specification is
 * smithy.io, "Amazon Event Stream"). Where a frame ends, where its parts are, and how one is written.
 *
 * <p>Nothing here copies or decodes a payload, and nothing knows JSON or a vendor's event types.
 */
@NullMarked
package io.penstock.codec.eventstream;

import org.jspecify.annotations.NullMarked;
