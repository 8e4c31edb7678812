package io.penstock.telemetry;

import java.time.Instant;

/** The time of a line, as RFC 3339 has it, in UTC with milliseconds. The text of a second is made once. One thread only. */
final class UtcTime {
    private long second = Long.MIN_VALUE;
    private String prefix = "";

    /** Appends the time to {@code line}, without quotes. */
    void write(long epochMillis, Line line) {
        long now = Math.floorDiv(epochMillis, 1000L);
        if (now != second) {
            String text = Instant.ofEpochSecond(now).toString();
            prefix = text.substring(0, text.length() - 1) + '.';
            second = now;
        }
        line.ascii(prefix).padded((int) Math.floorMod(epochMillis, 1000L), 3).raw('Z');
    }
}
