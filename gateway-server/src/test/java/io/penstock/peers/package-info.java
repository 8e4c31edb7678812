/**
 * The running gateway beside and between peers that are not its own: nginx as a second opinion on what a request is, hostile
 * clients before it and hostile providers behind {@code /proxy}.
 */
@NullMarked
package io.penstock.peers;

import org.jspecify.annotations.NullMarked;
