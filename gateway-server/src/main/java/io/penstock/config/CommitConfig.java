package io.penstock.config;

import java.time.Duration;
import java.util.List;

/**
 * When an answer is given to the client for good, so that no other target can be tried any more.
 *
 * @param holdTimeout how long what comes before the first output is held back
 * @param holdBytesMax how much of it is held back
 * @param openEarly whether status 200 goes down before the first output, so that the client can be kept waiting with comments
 * @param keepAliveInterval between two such comments
 */
public record CommitConfig(Duration holdTimeout, int holdBytesMax, boolean openEarly, Duration keepAliveInterval) {
    static final Setting<Duration> HOLD_TIMEOUT = Setting.duration("commit.holdTimeout", "10s", "0s", "10m");
    static final Setting<Long> HOLD_BYTES_MAX = Setting.bytes("commit.holdBytesMax", 64 << 10, 0, 16 << 20);
    static final Setting<Boolean> OPEN_EARLY = Setting.flag("commit.openEarly", false);
    static final Setting<Duration> KEEP_ALIVE_INTERVAL =
            Setting.duration("commit.keepAliveInterval", "15s", "1ms", "10m");

    static final List<Setting<?>> SETTINGS = List.of(HOLD_TIMEOUT, HOLD_BYTES_MAX, OPEN_EARLY, KEEP_ALIVE_INTERVAL);

    /** Refuses values out of range. */
    public CommitConfig {
        HOLD_TIMEOUT.check(holdTimeout);
        HOLD_BYTES_MAX.check((long) holdBytesMax);
        KEEP_ALIVE_INTERVAL.check(keepAliveInterval);
    }

    static CommitConfig read(Values values) {
        return new CommitConfig(
                values.get(HOLD_TIMEOUT),
                values.get(HOLD_BYTES_MAX).intValue(),
                values.get(OPEN_EARLY),
                values.get(KEEP_ALIVE_INTERVAL));
    }
}
