/** Requests of Bedrock's Converse API: read for translation, and written for a model with what its family takes. */
@NullMarked
package io.penstock.dialect.bedrock.request;

import org.jspecify.annotations.NullMarked;
