/**
 * Server-sent events as they stand on the wire (WHATWG HTML, section 9.2): where one ends, and where its fields are.
 *
 * <p>Nothing here copies, joins or decodes what an event carries, and nothing knows JSON or a vendor's event names.
 */
@NullMarked
package io.penstock.codec.sse;

import org.jspecify.annotations.NullMarked;
