/**
 * Answers made here for those who run the gateway. Each is a {@link io.penstock.exchange.LocalAnswer}; that nobody else gets them is
 * decided in {@code exchange}.
 */
@NullMarked
package io.penstock.admin;

import org.jspecify.annotations.NullMarked;
