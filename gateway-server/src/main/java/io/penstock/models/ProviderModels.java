package io.penstock.models;

import io.penstock.provider.Endpoint;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one provider's models. Immutable.
 *
 * <p>A list that was read once stays after a failure: it is more likely right than nothing.
 */
public final class ProviderModels {
    private final Endpoint endpoint;
    private final Map<String, Model> models;
    private final @Nullable Instant readAt;
    private final @Nullable ListFailure failure;

    private ProviderModels(
            Endpoint endpoint, Map<String, Model> models, @Nullable Instant readAt, @Nullable ListFailure failure) {
        this.endpoint = endpoint;
        this.models = models;
        this.readAt = readAt;
        this.failure = failure;
    }

    /** A provider that was not asked yet. */
    static ProviderModels unread(Endpoint endpoint) {
        return new ProviderModels(endpoint, Map.of(), null, null);
    }

    /** The same provider, once its list was read. Of models of one id the first counts. */
    ProviderModels read(List<Model> list, Instant at) {
        Map<String, Model> byId = new LinkedHashMap<>();
        list.forEach(model -> byId.putIfAbsent(model.id(), model));
        return new ProviderModels(endpoint, Collections.unmodifiableMap(byId), at, null);
    }

    /** The same provider, once its list could not be read; the same object where that is nothing new. */
    ProviderModels failed(ListFailure why) {
        return why == failure ? this : new ProviderModels(endpoint, models, readAt, why);
    }

    /** The same models at a new endpoint, which was not asked yet. */
    ProviderModels at(Endpoint next) {
        return new ProviderModels(next, models, readAt, null);
    }

    /** Who has them. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** The models by id, in the provider's order. */
    public Map<String, Model> models() {
        return models;
    }

    /** When the list was read; null if it never was. */
    public @Nullable Instant readAt() {
        return readAt;
    }

    /** Whether a list was read, be it an old one. */
    public boolean isKnown() {
        return readAt != null;
    }

    /** Whether the provider was asked, with whatever success. */
    public boolean isTried() {
        return readAt != null || failure != null;
    }

    /** Why the last reading failed; null if it did not. */
    public @Nullable ListFailure failure() {
        return failure;
    }
}
