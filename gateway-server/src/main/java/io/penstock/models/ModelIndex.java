package io.penstock.models;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A snapshot of the providers' lists of models. Immutable.
 *
 * @param ids a provider's id to the ids of its models, as the provider is called with them, without its id in front
 */
public record ModelIndex(Map<String, List<String>> ids) {
    /** Before any list has been read. */
    public static final ModelIndex EMPTY = new ModelIndex(Map.of());

    /** Copies what could still be changed. */
    public ModelIndex {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        ids.forEach((provider, models) -> copy.put(provider, List.copyOf(models)));
        ids = Collections.unmodifiableMap(copy);
    }

    /** The models of one provider; none if its list has not been read. */
    public Collection<String> of(String provider) {
        return ids.getOrDefault(provider, List.of());
    }
}
