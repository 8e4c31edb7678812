package io.penstock.models;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A snapshot of what is known of all configured providers' models, the preferred provider first. Immutable. */
public final class ModelLists {
    /** Of no provider. */
    public static final ModelLists EMPTY = new ModelLists(List.of());

    private final Map<String, ProviderModels> byProvider;
    private final ModelIndex index;

    ModelLists(Collection<ProviderModels> providers) {
        Map<String, ProviderModels> lists = new LinkedHashMap<>();
        Map<String, List<String>> ids = new LinkedHashMap<>();
        for (ProviderModels provider : providers) {
            lists.put(provider.endpoint().id(), provider);
            if (!provider.models().isEmpty()) {
                ids.put(
                        provider.endpoint().id(),
                        new ArrayList<>(provider.models().keySet()));
            }
        }
        byProvider = Collections.unmodifiableMap(lists);
        index = new ModelIndex(ids);
    }

    /** What is known of one provider; null if it is not configured. */
    public @Nullable ProviderModels of(String provider) {
        return byProvider.get(provider);
    }

    /** What is known of each provider, the preferred first. */
    public Collection<ProviderModels> all() {
        return byProvider.values();
    }

    /** The ids alone, by which names are resolved. */
    public ModelIndex index() {
        return index;
    }
}
