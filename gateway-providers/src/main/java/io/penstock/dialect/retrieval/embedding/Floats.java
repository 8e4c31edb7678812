package io.penstock.dialect.retrieval.embedding;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.retrieval.BrokenAnswer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * An array of numbers as base64 of 32-bit floats, the lowest byte first, and back. A batch has some millions of them, so the usual number (a point,
 * up to 18 digits, a small exponent) is read without a {@link String}; its error is below 2^-50, which is nothing to a float.
 */
final class Floats {
    private static final int DIGITS_MAX = 18;
    private static final int POWER_MAX = 22;
    /** The letter, a sign, four digits. */
    private static final int EXPONENT_BYTES_MAX = 6;

    private static final double[] POWERS = new double[POWER_MAX + 1];

    static {
        double power = 1;
        for (int i = 0; i <= POWER_MAX; i++) {
            POWERS[i] = power;
            power *= 10;
        }
    }

    private Floats() {}

    /** The base64 of an array that is known to hold numbers only. */
    static String base64(RawJson numbers) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(numbers.buffer(), numbers.start(), numbers.end());
        // Each number takes two bytes at least, with its comma.
        ByteBuffer bytes =
                ByteBuffer.allocate((numbers.length() / 2 + 1) * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        cursor.enterArray();
        while (cursor.nextElement()) {
            int start = cursor.index();
            cursor.skip();
            bytes.putFloat(parse(numbers.buffer(), start, cursor.index()));
        }
        bytes.flip();
        return StandardCharsets.ISO_8859_1
                .decode(Base64.getEncoder().encode(bytes))
                .toString();
    }

    /**
     * The array of numbers that base64 stands for, each in the fewest digits that mean the same float.
     *
     * @throws io.penstock.dialect.FaultException where it is no base64 of whole, finite floats
     */
    static RawJson numbers(EscapedText base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.decode());
        } catch (IllegalArgumentException e) {
            throw BrokenAnswer.of("a vector that is no base64");
        }
        if (bytes.length % Float.BYTES != 0) {
            throw BrokenAnswer.of(
                    "a vector of " + bytes.length + " bytes (expected: a multiple of " + Float.BYTES + ")");
        }
        ByteBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder numbers = new StringBuilder(bytes.length * 4).append('[');
        while (floats.hasRemaining()) {
            float value = floats.getFloat();
            if (!Float.isFinite(value)) {
                throw BrokenAnswer.of("a vector with a number that is none");
            }
            numbers.append(numbers.length() > 1 ? "," : "").append(value);
        }
        return RawJson.of(numbers.append(']').toString());
    }

    /** The number of that range. */
    static float parse(ByteBuf text, int start, int end) {
        boolean isNegative = text.getByte(start) == '-';
        long digits = 0;
        int count = 0;
        int power = 0;
        boolean isBehindPoint = false;
        int at = isNegative ? start + 1 : start;
        for (; at < end; at++) {
            int b = text.getByte(at);
            if (b == '.') {
                isBehindPoint = true;
            } else if (b >= '0' && b <= '9') {
                digits = digits * 10 + (b - '0');
                // Zeros in front say nothing.
                count += digits == 0 ? 0 : 1;
                power -= isBehindPoint ? 1 : 0;
            } else {
                break;
            }
            if (count > DIGITS_MAX) {
                return slow(text, start, end);
            }
        }
        if (at < end) {
            if (end - at > EXPONENT_BYTES_MAX) {
                return slow(text, start, end);
            }
            power += Integer.parseInt(text.toString(at + 1, end - at - 1, StandardCharsets.US_ASCII));
        }
        if (Math.abs(power) > POWER_MAX) {
            return slow(text, start, end);
        }
        double value = power < 0 ? digits / POWERS[-power] : digits * POWERS[power];
        return (float) (isNegative ? -value : value);
    }

    private static float slow(ByteBuf text, int start, int end) {
        return Float.parseFloat(text.toString(start, end - start, StandardCharsets.US_ASCII));
    }
}
