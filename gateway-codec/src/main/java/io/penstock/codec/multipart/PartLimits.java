package io.penstock.codec.multipart;

/**
 * What a form may cost its reader.
 *
 * @param headBytesMax of one part's head, its blank line included
 * @param partsMax of one form
 * @param fieldBytesMax how much of a field's content is kept where the listener asks for it; a longer one is no error
 */
public record PartLimits(int headBytesMax, int partsMax, int fieldBytesMax) {
    /** 8 KiB of head, 256 parts, 4 KiB of a field. */
    public static final PartLimits DEFAULT = new PartLimits(8 * 1024, 256, 4 * 1024);

    /** Refuses limits below 1. */
    public PartLimits {
        requirePositive("headBytesMax", headBytesMax);
        requirePositive("partsMax", partsMax);
        requirePositive("fieldBytesMax", fieldBytesMax);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
        }
    }
}
