/** What the tests of every codec share: cuts of an input, and nothing that belongs to one format. */
@NullMarked
package io.penstock.codec;

import org.jspecify.annotations.NullMarked;
