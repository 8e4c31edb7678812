package io.penstock.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of bytes: a whole number, or one with {@code KiB}, {@code MiB} or {@code GiB}. */
final class ByteSize {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(B|KiB|MiB|GiB)?");
    private static final int KIB_BITS = 10;
    private static final int MIB_BITS = 20;
    private static final int GIB_BITS = 30;

    private ByteSize() {}

    /**
     * Reads an amount.
     *
     * @throws IllegalArgumentException if the text is none, or is above 2^63
     */
    static long parse(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new IllegalArgumentException("size");
        }
        long count = Long.parseLong(size.group(1));
        int bits = bits(size.group(2) == null ? "B" : size.group(2));
        if (count > Long.MAX_VALUE >> bits) {
            throw new IllegalArgumentException("size");
        }
        return count << bits;
    }

    private static int bits(String unit) {
        return switch (unit) {
            case "KiB" -> KIB_BITS;
            case "MiB" -> MIB_BITS;
            case "GiB" -> GIB_BITS;
            default -> 0;
        };
    }

    /** Writes an amount in the largest unit that it is a whole number of. */
    static String format(long bytes) {
        for (String unit : new String[] {"GiB", "MiB", "KiB"}) {
            long size = 1L << bits(unit);
            if (bytes >= size && bytes % size == 0) {
                return bytes / size + unit;
            }
        }
        return Long.toString(bytes);
    }
}
