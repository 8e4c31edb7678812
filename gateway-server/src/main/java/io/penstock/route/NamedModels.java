package io.penstock.route;

import io.penstock.config.GatewayConfig;
import io.penstock.models.ModelIndex;
import io.penstock.provider.Endpoint;
import io.penstock.telemetry.KnownModels;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The models that a provider's list or the operator names: no client can add one. Of a list the ids, with and without what the provider
 * lets stand in front of them; of the configuration the targets of aliases, and what is allowed by its full name. Immutable.
 */
final class NamedModels implements KnownModels {
    private final Map<String, Set<String>> models = new HashMap<>();

    NamedModels(GatewayConfig config, ModelIndex lists) {
        for (Endpoint endpoint : config.providers().configured()) {
            String prefix = endpoint.provider().models().idPrefix();
            for (String id : lists.of(endpoint.id())) {
                add(endpoint.id(), id);
                add(endpoint.id(), prefix + id);
            }
        }
        config.models().aliases().values().forEach(this::addFull);
        config.models().allowed().forEach(this::addFull);
        Target.Local.MODELS.forEach(id -> add(Target.Local.PROVIDER, id));
    }

    private void addFull(String name) {
        int slash = name.indexOf('/');
        if (slash > 0) {
            add(name.substring(0, slash), name.substring(slash + 1));
        }
    }

    private void add(String provider, String model) {
        models.computeIfAbsent(provider, any -> new HashSet<>()).add(model);
    }

    @Override
    public boolean isKnown(String provider, String model) {
        Set<String> named = models.get(provider);
        return named != null && named.contains(model);
    }
}
