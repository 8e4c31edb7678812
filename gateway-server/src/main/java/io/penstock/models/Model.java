package io.penstock.models;

import org.jspecify.annotations.Nullable;

/**
 * One model as its provider lists it.
 *
 * @param id as the provider is called with it, without the provider's id in front
 * @param created epoch seconds; 0 where the provider does not say
 * @param ownedBy the maker as the provider names it; null where it does not
 * @param contextTokens how much the model takes in; 0 where the provider does not say
 * @param pricing what a token costs; null where the provider does not say
 * @param modalities what goes in and comes out; null where the provider does not say
 */
public record Model(
        String id,
        long created,
        @Nullable String ownedBy,
        long contextTokens,
        @Nullable Pricing pricing,
        @Nullable Modalities modalities) {

    /** A model of which nothing but its id is known. */
    public static Model ofId(String id) {
        return new Model(id, 0, null, 0, null, null);
    }
}
