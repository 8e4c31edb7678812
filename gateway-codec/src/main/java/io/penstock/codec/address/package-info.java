/**
 * Addresses of the Internet as text and as bytes, and networks of them. Strict: what two readers could take for different addresses is
 * none here. Nothing is looked up, and what an address may be used for is not known here.
 */
@NullMarked
package io.penstock.codec.address;

import org.jspecify.annotations.NullMarked;
