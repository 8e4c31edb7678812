package io.penstock.codec.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The Date field as a line, made once a second and shared by all threads. */
final class DateLine {
    /** IMF-fixdate (RFC 9110, 5.6.7); {@code RFC_1123_DATE_TIME} of the JDK leaves out the leading zero of a day. */
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static volatile DateLine latest = new DateLine(0);

    private final long second;
    private final String value;
    private final byte[] bytes;

    private DateLine(long second) {
        this.second = second;
        this.value = FORMAT.format(Instant.ofEpochSecond(second));
        this.bytes = Wire.ascii("date: " + value + "\r\n");
    }

    /** The line of the running second; borrowed, never written to. */
    static byte[] now() {
        return of(System.currentTimeMillis() / 1000).bytes;
    }

    /** What the line of the running second says. */
    static String value() {
        return of(System.currentTimeMillis() / 1000).value;
    }

    static byte[] at(long second) {
        return of(second).bytes;
    }

    /** Threads that meet at the turn of a second each make the line; which one stays does not matter. */
    private static DateLine of(long second) {
        DateLine line = latest;
        if (line.second != second) {
            line = new DateLine(second);
            latest = line;
        }
        return line;
    }
}
