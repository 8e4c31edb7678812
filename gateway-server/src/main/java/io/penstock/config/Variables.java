package io.penstock.config;

import io.penstock.provider.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which environment variables have a meaning, now or later. */
final class Variables {
    private static final String ENABLED = "_ENABLED";

    /** Those of Inference Gateway whose part is not here: they do no harm, but nothing follows from them either. */
    private static final List<String> NOT_YET = List.of(
            "ENVIRONMENT",
            "DEBUG_CONTENT_TRUNCATE_WORDS",
            "DEBUG_MAX_MESSAGES",
            "CLIENT_MAX_IDLE_CONNS",
            "CLIENT_TLS_MIN_VERSION",
            "CLIENT_DISABLE_COMPRESSION",
            "CLIENT_EXPECT_CONTINUE_TIMEOUT");

    private static final List<String> NOT_YET_PARTS =
            List.of("MCP_", "TELEMETRY_METRICS_PUSH_", "TELEMETRY_TRACING_", "GUARDRAILS_", "ROUTING_");

    private Variables() {}

    /** All that have an effect. */
    static Set<String> known(List<Setting<?>> settings, List<Provider> providers) {
        Set<String> known = new TreeSet<>();
        settings.forEach(setting -> known.addAll(setting.variables()));
        for (Provider provider : providers) {
            known.add(provider.variable(ProvidersReader.API_URL));
            known.add(provider.variable(ProvidersReader.API_KEY));
            provider.placeholders().forEach(name -> known.add(provider.variable(name)));
        }
        return known;
    }

    /** Whether a name could be one of ours, misspelt; most of an environment is not, and need not be compared. */
    static boolean looksKnown(String name) {
        return name.contains("_API")
                || name.startsWith("SERVER_")
                || name.startsWith("CLIENT_")
                || name.startsWith("ENABLE")
                || name.startsWith("ACCESS_LOG")
                || name.startsWith("AUTH_")
                || name.startsWith("STORE_")
                || name.startsWith("STATE_")
                || name.startsWith("TELEMETRY_")
                || name.startsWith("ADMIN_")
                || name.contains("_MODEL")
                || name.contains("PROVID");
    }

    /** Those of an environment that have none yet, sorted; names only, for their values may be secrets. */
    static List<String> notYet(Map<String, String> environment) {
        List<String> names = new ArrayList<>();
        for (String name : new TreeSet<>(environment.keySet())) {
            boolean isSet = !environment.getOrDefault(name, "").isBlank();
            if (isSet && (NOT_YET.contains(name) || NOT_YET_PARTS.stream().anyMatch(name::startsWith))) {
                names.add(name);
            }
        }
        return names;
    }

    /** A name and, if it ends in {@code _ENABLED}, the one without the last letter, which was its name once. */
    static List<String> withOldNames(String... names) {
        List<String> all = new ArrayList<>();
        for (String name : names) {
            all.add(name);
            if (name.endsWith(ENABLED)) {
                all.add(name.substring(0, name.length() - 1));
            }
        }
        return List.copyOf(all);
    }
}
