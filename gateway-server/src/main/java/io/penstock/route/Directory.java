package io.penstock.route;

import io.penstock.config.GatewayConfig;
import io.penstock.provider.Endpoint;
import io.penstock.provider.Provider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Providers by name: the known ones by id and alias, each with its endpoint if it has one. */
final class Directory {
    private final Map<String, Entry> entries = new HashMap<>();
    private final List<Endpoint> endpoints;
    private final boolean isDemo;

    Directory(GatewayConfig config) {
        endpoints = config.providers().configured();
        isDemo = config.isDemo();
        Map<String, Endpoint> configured = new HashMap<>();
        endpoints.forEach(endpoint -> configured.put(endpoint.id(), endpoint));
        for (Provider provider : config.providers().known().providers()) {
            Entry entry = new Entry(provider, configured.get(provider.id()));
            entries.put(provider.id(), entry);
            provider.aliases().forEach(alias -> entries.put(alias, entry));
        }
    }

    /** Whether a name, exactly as it is written, is a provider's. */
    boolean knows(String name) {
        return entries.containsKey(name) || name.equals(Target.Local.PROVIDER);
    }

    /** Whether two names stand for one provider. */
    boolean isSame(String name, String other) {
        return idOf(name).equals(idOf(other));
    }

    /** The id of the provider of that name; the name itself where it is nobody's. */
    String idOf(String name) {
        Entry entry = entries.get(name);
        return entry == null ? name : entry.provider().id();
    }

    /**
     * A model of the provider of that name.
     *
     * @throws io.penstock.dialect.FaultException if the provider is not known, or is not configured
     */
    Target target(String name, @Nullable String model) {
        if (name.equals(Target.Local.PROVIDER)) {
            if (!isDemo) {
                throw Refusals.demoIsOff();
            }
            return new Target.Local(model);
        }
        return new Target.Upstream(endpoint(name), model);
    }

    /** A model of the only provider that there is; null if there are more, or none. The built-in one counts only when alone. */
    @Nullable
    Target onlyTarget(@Nullable String model) {
        if (endpoints.isEmpty() && isDemo) {
            return new Target.Local(model);
        }
        return endpoints.size() == 1 ? new Target.Upstream(endpoints.get(0), model) : null;
    }

    /** The endpoint of that id, if it is configured. */
    @Nullable
    Endpoint configured(String id) {
        Entry entry = entries.get(id);
        return entry == null ? null : entry.endpoint();
    }

    Endpoint endpoint(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw Refusals.unknownProvider(name, configuredIds());
        }
        if (entry.endpoint() == null) {
            throw Refusals.notConfigured(entry.provider());
        }
        return entry.endpoint();
    }

    List<String> configuredIds() {
        List<String> ids = new ArrayList<>();
        endpoints.forEach(endpoint -> ids.add(endpoint.id()));
        if (isDemo) {
            ids.add(Target.Local.PROVIDER);
        }
        return ids;
    }

    private record Entry(Provider provider, @Nullable Endpoint endpoint) {}
}
