/**
 * The keys of those who issue tokens: read strictly, kept as immutable sets, refreshed in the background, and what a signature is checked
 * with. What a token says, and whose it is, belongs to {@code identity.token}.
 */
@NullMarked
package io.penstock.identity.keyset;

import org.jspecify.annotations.NullMarked;
