/**
 * OpenAI's own client for Java, pointed at the gateway. It is a drop-in, so each call is made twice: at a provider, and at a gateway
 * before that provider. What the client gets and what the provider gets must be the same both times. No test of anything but what such
 * a client can notice belongs here.
 */
@NullMarked
package io.penstock.clients;

import org.jspecify.annotations.NullMarked;
