/**
 * Forms of parts (multipart/form-data, RFC 7578 on top of RFC 2046), found in place while they arrive: where each part's content begins
 * and ends, what its head calls it, and the text of short fields. The content of a file is never copied and never kept.
 *
 * <p>Strict: a form that two readers could take apart differently is refused. What a field of some name means is not known here.
 */
@NullMarked
package io.penstock.codec.multipart;

import org.jspecify.annotations.NullMarked;
