/** Requests of Anthropic's Messages API: read for translation, and written for a model with what its family takes. */
@NullMarked
package io.penstock.dialect.anthropic.request;

import org.jspecify.annotations.NullMarked;
