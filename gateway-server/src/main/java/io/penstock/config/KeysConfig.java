package io.penstock.config;

import java.time.Duration;
import java.util.List;

/**
 * The gateway's own keys.
 *
 * @param enabled whether they let anybody in, where callers are asked who they are
 * @param refreshInterval how often the store is asked whether a key was given out or taken back
 */
public record KeysConfig(boolean enabled, Duration refreshInterval) {
    static final Setting<Boolean> ENABLED = Setting.flag("auth.keys.enabled", true, "AUTH_KEYS_ENABLED");
    static final Setting<Duration> REFRESH_INTERVAL = Setting.duration("auth.keys.refreshInterval", "1s", "10ms", "1h");

    static final List<Setting<?>> SETTINGS = List.of(ENABLED, REFRESH_INTERVAL);

    /** Refuses values out of range. */
    public KeysConfig {
        REFRESH_INTERVAL.check(refreshInterval);
    }

    static KeysConfig read(Values values) {
        return new KeysConfig(values.get(ENABLED), values.get(REFRESH_INTERVAL));
    }
}
