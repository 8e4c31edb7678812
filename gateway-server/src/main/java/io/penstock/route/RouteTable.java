package io.penstock.route;

import io.penstock.config.GatewayConfig;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.Operation;
import io.penstock.models.ModelIndex;
import io.penstock.provider.Endpoint;
import io.penstock.telemetry.KnownModels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resolves names of models. Immutable; made anew when the configuration or a list of models changes, and read through one volatile read.
 *
 * <p>A name is looked for in this order, and the first place that knows it decides:
 *
 * <ol>
 *   <li>{@code ?provider=}: the name is that provider's, less a prefix that says the same;
 *   <li>an alias of the configuration;
 *   <li>{@code provider/model}, where the text before the first slash is a provider or one of its aliases;
 *   <li>the list of a configured provider, the preferred first;
 *   <li>the look of the name ({@link PrefixRule}), for configured providers;
 *   <li>the default provider, or the only one.
 * </ol>
 */
public final class RouteTable {
    private final Directory directory;
    private final ModelFilter filter;
    private final List<Endpoint> endpoints;
    private final Map<String, String> aliases;
    private final Map<String, Endpoint> listed;
    private final @Nullable String defaultProvider;
    private final KnownModels named;

    private RouteTable(GatewayConfig config, ModelIndex models) {
        directory = new Directory(config);
        filter = new ModelFilter(
                byIdToo(config.models().allowed()), byIdToo(config.models().disallowed()));
        endpoints = config.providers().configured();
        aliases = config.models().aliases();
        defaultProvider = config.models().defaultProvider();
        named = new NamedModels(config, models);
        listed = new HashMap<>();
        for (Endpoint endpoint : endpoints) {
            models.of(endpoint.id()).forEach(id -> listed.putIfAbsent(id, endpoint));
        }
    }

    /** The names, and those that begin with another name of a provider also with its id, which is what targets and lists have. */
    private List<String> byIdToo(List<String> names) {
        List<String> all = new ArrayList<>(names);
        for (String name : names) {
            int slash = name.indexOf('/');
            if (slash > 0) {
                all.add(directory.idOf(prefix(name, slash)) + name.substring(slash));
            }
        }
        return all;
    }

    /** The table of a configuration and of what the providers' lists said last. */
    public static RouteTable of(GatewayConfig config, ModelIndex models) {
        return new RouteTable(config, models);
    }

    /**
     * Who answers for a model.
     *
     * @param model as the request names it; null if it names none
     * @param provider the {@code provider} query parameter, decoded; null if there is none
     * @throws FaultException if nobody does, or may
     */
    public Target resolve(@Nullable String model, @Nullable String provider) {
        if (filter.isEmpty()) {
            return find(model, provider);
        }
        return filter.hasAllowed() ? findAllowed(model, provider) : findNotDisallowed(model, provider);
    }

    /**
     * As {@link #resolve(String, String)}, and refuses an operation that the target does not have, naming those that have it.
     *
     * @throws FaultException if nobody answers, or may, or the one who would does not have the operation
     */
    public Target resolve(@Nullable String model, @Nullable String provider, Operation operation) {
        Target target = resolve(model, provider);
        if (!target.has(operation)) {
            throw Refusals.unsupported(operation, target.provider(), providersWith(operation));
        }
        return target;
    }

    /**
     * The endpoint of a provider that is named, as {@code /proxy/{provider}} does.
     *
     * @param name its id or an alias, exactly as written there
     * @throws FaultException if it is not known, is not configured, or has no API of its own
     */
    public Endpoint endpoint(String name) {
        if (name.equals(Target.Local.PROVIDER)) {
            throw Refusals.unsupported(Operation.PROXY, name, providersWith(Operation.PROXY));
        }
        return directory.endpoint(name);
    }

    /**
     * Who has an operation that no model is named for.
     *
     * @param provider the {@code provider} query parameter, decoded; null for the default provider if it has the operation, else the
     *     preferred one that has it
     * @return null if nobody was named and nobody has it
     * @throws FaultException if the one who was named is not known, not configured, or does not have it
     */
    public @Nullable Endpoint endpointWith(Operation operation, @Nullable String provider) {
        String wanted = provider == null || provider.isEmpty() ? defaultProvider : provider;
        if (wanted != null
                && directory.target(wanted, null) instanceof Target.Upstream upstream
                && upstream.has(operation)) {
            return upstream.endpoint();
        }
        if (provider != null && !provider.isEmpty()) {
            throw Refusals.unsupported(operation, provider, providersWith(operation));
        }
        return endpoints.stream()
                .filter(endpoint -> endpoint.has(operation))
                .findFirst()
                .orElse(null);
    }

    /** The ids of the configured providers that have an operation, the preferred first. */
    public List<String> providersWith(Operation operation) {
        List<String> ids = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            if (endpoint.has(operation)) {
                ids.add(endpoint.id());
            }
        }
        return ids;
    }

    /** The configured endpoints, the preferred first. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /** Which models are named by somebody else than a client. */
    public KnownModels named() {
        return named;
    }

    /** Whether the operator lets only some models be used. */
    public boolean hasFilter() {
        return !filter.isEmpty();
    }

    /** Whether a model may be listed, and used. */
    public boolean isAllowed(String model) {
        return filter.hasAllowed() ? filter.isAllowed(model) : !filter.isDisallowed(model);
    }

    /** The list is asked before the name is resolved, so that it does not tell what is behind it. */
    private Target findAllowed(@Nullable String model, @Nullable String provider) {
        if (model != null && filter.isAllowed(model)) {
            return find(model, provider);
        }
        Target target;
        try {
            target = find(model, provider);
        } catch (FaultException e) {
            throw Refusals.notAllowed();
        }
        if (target.model() == null || !filter.isAllowed(fullName(target))) {
            throw Refusals.notAllowed();
        }
        return target;
    }

    /** Asks for the name that the provider gets too: a model must not get past the list under another name. */
    private Target findNotDisallowed(@Nullable String model, @Nullable String provider) {
        if (model != null && filter.isDisallowed(model)) {
            throw Refusals.disallowed();
        }
        Target target = find(model, provider);
        if (target.model() != null && filter.isDisallowed(fullName(target))) {
            throw Refusals.disallowed();
        }
        return target;
    }

    /** What a list of models would call it, whatever the provider lets stand in front of its ids ({@code models/}, Google). */
    private static String fullName(Target target) {
        String model = String.valueOf(target.model());
        String prefix = target instanceof Target.Upstream upstream
                ? upstream.endpoint().provider().models().idPrefix()
                : "";
        return target.provider() + "/" + (model.startsWith(prefix) ? model.substring(prefix.length()) : model);
    }

    private Target find(@Nullable String model, @Nullable String provider) {
        String name = model == null || model.isEmpty() ? null : model;
        if (provider != null && !provider.isEmpty()) {
            return directory.target(provider, name == null ? null : withoutPrefix(name, provider));
        }
        Target target = name == null ? null : findNamed(name);
        return target == null ? fallback(name) : target;
    }

    private String withoutPrefix(String model, String provider) {
        int slash = model.indexOf('/');
        boolean repeats = slash > 0 && slash + 1 < model.length() && directory.isSame(prefix(model, slash), provider);
        return repeats ? model.substring(slash + 1) : model;
    }

    private @Nullable Target findNamed(String model) {
        String full = aliases.get(model);
        if (full != null) {
            int slash = full.indexOf('/');
            return directory.target(prefix(full, slash), full.substring(slash + 1));
        }
        int slash = model.indexOf('/');
        if (slash > 0 && slash + 1 < model.length()) {
            String prefix = prefix(model, slash);
            if (directory.knows(prefix)) {
                return directory.target(prefix, model.substring(slash + 1));
            }
        }
        return findListed(model);
    }

    private @Nullable Target findListed(String model) {
        Endpoint endpoint = listed.get(model);
        if (endpoint == null) {
            String provider = PrefixRule.providerOf(model);
            endpoint = provider == null ? null : directory.configured(provider);
        }
        return endpoint == null ? null : new Target.Upstream(endpoint, model);
    }

    private Target fallback(@Nullable String model) {
        if (defaultProvider != null) {
            return directory.target(defaultProvider, model);
        }
        Target only = directory.onlyTarget(model);
        if (only != null) {
            return only;
        }
        throw model == null
                ? Refusals.noModel(directory.configuredIds())
                : Refusals.unknownModel(model, directory.configuredIds());
    }

    /** What stands before a slash, in lower case; only ASCII, since other letters may turn into a provider's (K, the sign of Kelvin). */
    private static String prefix(String model, int slash) {
        for (int i = 0; i < slash; i++) {
            char c = model.charAt(i);
            if (c > '~') {
                return "";
            }
        }
        return model.substring(0, slash).toLowerCase(Locale.ROOT);
    }
}
