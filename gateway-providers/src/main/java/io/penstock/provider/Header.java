package io.penstock.provider;

/**
 * A field that goes with every request to a provider.
 *
 * @param name lower case
 * @param value as it is sent
 */
public record Header(String name, String value) {}
