/**
 * Answers for a client that speaks Responses: written as events or whole, its errors, and what of other dialects travels through it in
 * fields that its clients send back.
 */
@NullMarked
package io.penstock.dialect.responses.reply;

import org.jspecify.annotations.NullMarked;
