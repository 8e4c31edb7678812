/**
 * What scans and readers of requests share, whatever their dialect: reading a body as it comes, the members of a JSON object, and refusals
 * of what stands there. What knows the name of a member is the dialect's, but for those of a model and a stream.
 */
@NullMarked
package io.penstock.dialect.request;

import org.jspecify.annotations.NullMarked;
