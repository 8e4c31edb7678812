package io.penstock.config;

import java.util.List;

/**
 * The line that tells of each exchange.
 *
 * @param enabled whether there is one
 * @param queueMax lines that may wait to be written; more are dropped, and counted
 */
public record AccessLogConfig(boolean enabled, int queueMax) {
    static final Setting<Boolean> ENABLED = Setting.flag("accessLog.enabled", true, "ACCESS_LOG_ENABLED");
    static final Setting<Integer> QUEUE_MAX = Setting.integer("accessLog.queueMax", 8192, 16, 1 << 20);

    static final List<Setting<?>> SETTINGS = List.of(ENABLED, QUEUE_MAX);

    /** Refuses values out of range. */
    public AccessLogConfig {
        QUEUE_MAX.check(queueMax);
    }

    static AccessLogConfig read(Values values) {
        return new AccessLogConfig(values.get(ENABLED), values.get(QUEUE_MAX));
    }
}
