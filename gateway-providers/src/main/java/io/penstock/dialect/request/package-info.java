/**
 * What the readers of requests share, whatever their dialect: the members of a JSON object, and refusals of what stands there. What knows
 * the name of a member is the dialect's.
 */
@NullMarked
package io.penstock.dialect.request;

import org.jspecify.annotations.NullMarked;
