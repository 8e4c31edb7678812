/**
 * Tokens of identity providers: what their form, their claims and their signature are worth, and whose they are. Everything is judged in
 * memory; what needs no signature is judged before one is checked. Their keys belong to {@code identity.keyset}.
 */
@NullMarked
package io.penstock.identity.token;

import org.jspecify.annotations.NullMarked;
