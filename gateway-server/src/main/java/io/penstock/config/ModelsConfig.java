package io.penstock.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of models: other names for them, which may be used, and how the providers' lists are kept.
 *
 * @param aliases a name to {@code provider/model}
 * @param allowed if any, only these may be used, and {@code disallowed} does not count
 * @param disallowed these may not be used
 * @param defaultProvider who gets a model that nothing else is known of; null for nobody
 * @param refreshInterval between two readings of the providers' lists
 * @param listTimeout how long one provider has to give its list
 */
public record ModelsConfig(
        Map<String, String> aliases,
        List<String> allowed,
        List<String> disallowed,
        @Nullable String defaultProvider,
        Duration refreshInterval,
        Duration listTimeout) {

    static final String ALIASES = "models.aliases";
    static final String FULL_NAME = "provider/model";
    static final Setting<List<String>> ALLOWED = Setting.list("models.allowed", "ALLOWED_MODELS");
    static final Setting<List<String>> DISALLOWED = Setting.list("models.disallowed", "DISALLOWED_MODELS");
    static final Setting<String> DEFAULT_PROVIDER =
            Setting.text("models.defaultProvider", "", "a configured provider", text -> true, "DEFAULT_PROVIDER");
    static final Setting<Duration> REFRESH_INTERVAL = Setting.duration("models.refreshInterval", "10m", "1s", "168h");
    static final Setting<Duration> LIST_TIMEOUT = Setting.duration("models.listTimeout", "10s", "1ms", "5m");

    static final List<Setting<?>> SETTINGS =
            List.of(ALLOWED, DISALLOWED, DEFAULT_PROVIDER, REFRESH_INTERVAL, LIST_TIMEOUT);

    /** Copies what could still be changed, and refuses values out of range. */
    public ModelsConfig {
        aliases = Map.copyOf(aliases);
        allowed = List.copyOf(allowed);
        disallowed = List.copyOf(disallowed);
        aliases.forEach((name, target) -> {
            if (!isFullName(target)) {
                throw new IllegalArgumentException(Setting.finding(ALIASES + "." + name, target, FULL_NAME));
            }
        });
        REFRESH_INTERVAL.check(refreshInterval);
        LIST_TIMEOUT.check(listTimeout);
    }

    /** Whether a text is {@code provider/model}. */
    static boolean isFullName(String text) {
        int slash = text.indexOf('/');
        return slash > 0 && slash + 1 < text.length();
    }

    static ModelsConfig read(Values values, Map<String, String> aliases) {
        String defaultProvider = values.get(DEFAULT_PROVIDER);
        return new ModelsConfig(
                aliases,
                values.get(ALLOWED),
                values.get(DISALLOWED),
                defaultProvider.isEmpty() ? null : defaultProvider,
                values.get(REFRESH_INTERVAL),
                values.get(LIST_TIMEOUT));
    }
}
