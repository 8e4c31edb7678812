package io.penstock.config;

import java.time.Duration;
import java.util.List;

/**
 * The responses that are stored here, in memory, since their providers store none.
 *
 * @param timeToLive how long one is kept after it was last asked for or gone on from
 * @param entriesMax how many are kept; 0 keeps none
 * @param bytesMax how many bytes all of them have
 * @param responseBytesMax how many one may have, with the items of its request
 */
public record ResponsesConfig(Duration timeToLive, int entriesMax, long bytesMax, long responseBytesMax) {
    static final Setting<Duration> TIME_TO_LIVE =
            Setting.duration("responses.timeToLive", "24h", "1s", "720h", "RESPONSES_TIME_TO_LIVE");
    static final Setting<Integer> ENTRIES_MAX =
            Setting.integer("responses.entriesMax", 10_000, 0, 10_000_000, "RESPONSES_ENTRIES_MAX");
    static final Setting<Long> BYTES_MAX =
            Setting.bytes("responses.bytesMax", 64 << 20, 1 << 10, 1L << 40, "RESPONSES_BYTES_MAX");
    static final Setting<Long> RESPONSE_BYTES_MAX =
            Setting.bytes("responses.responseBytesMax", 4 << 20, 1 << 10, 32 << 20, "RESPONSES_RESPONSE_BYTES_MAX");

    static final List<Setting<?>> SETTINGS = List.of(TIME_TO_LIVE, ENTRIES_MAX, BYTES_MAX, RESPONSE_BYTES_MAX);

    /** Refuses values out of range. */
    public ResponsesConfig {
        TIME_TO_LIVE.check(timeToLive);
        ENTRIES_MAX.check(entriesMax);
        BYTES_MAX.check(bytesMax);
        RESPONSE_BYTES_MAX.check(responseBytesMax);
    }

    static ResponsesConfig read(Values values) {
        return new ResponsesConfig(
                values.get(TIME_TO_LIVE),
                values.get(ENTRIES_MAX),
                values.get(BYTES_MAX),
                values.get(RESPONSE_BYTES_MAX));
    }
}
