package io.penstock.models;

import io.penstock.provider.Endpoint;

/**
 * A model of a provider.
 *
 * @param endpoint the provider
 * @param id as the provider is called with it
 */
public record ModelRef(Endpoint endpoint, String id) {}
