/** What is asked: requests of clients read, requests for a model written with what its family takes. */
@NullMarked
package io.penstock.dialect.gemini.request;

import org.jspecify.annotations.NullMarked;
