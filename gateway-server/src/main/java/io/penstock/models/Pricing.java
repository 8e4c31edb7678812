package io.penstock.models;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a token costs, in US dollars.
 *
 * @param input of a request
 * @param output of an answer
 * @param cacheRead of a request, where it was found in the provider's cache; null if there is no such price
 * @param cacheWrite of a request, where it was put into that cache; null if there is no such price
 */
public record Pricing(
        BigDecimal input,
        BigDecimal output,
        @Nullable BigDecimal cacheRead,
        @Nullable BigDecimal cacheWrite) {}
