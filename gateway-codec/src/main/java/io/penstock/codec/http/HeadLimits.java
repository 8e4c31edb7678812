package io.penstock.codec.http;

/**
 * What a head may cost. A start line that is too long is a 414, everything else that exceeds these a 431 (RFC 6585).
 *
 * @param lineBytesMax longest line without its end; 64 to 1 MiB
 * @param headBytesMax the whole head with its line ends; at least {@code lineBytesMax}, at most 16 MiB
 * @param fieldsMax how many fields; 1 to 10000
 */
public record HeadLimits(int lineBytesMax, int headBytesMax, int fieldsMax) {
    /** 16 KiB a line, 64 KiB a head, 100 fields. */
    public static final HeadLimits DEFAULT = new HeadLimits(16 * 1024, 64 * 1024, 100);

    /** Checks the ranges. */
    public HeadLimits {
        check("lineBytesMax", lineBytesMax, 64, 1 << 20);
        check("headBytesMax", headBytesMax, lineBytesMax, 1 << 24);
        check("fieldsMax", fieldsMax, 1, 10_000);
    }

    private static void check(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + " to " + max + ")");
        }
    }
}
