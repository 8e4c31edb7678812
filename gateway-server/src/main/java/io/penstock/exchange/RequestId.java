package io.penstock.exchange;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/** Names an exchange: {@code req_} 40 bits of the clock, so that ids of one time stand together, and 80 random bits. */
final class RequestId {
    /** What every id begins with. */
    static final String PREFIX = "req_";

    private static final byte[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".getBytes(StandardCharsets.US_ASCII);
    private static final int CLOCK_DIGITS = 8;
    private static final int RANDOM_DIGITS = 16;
    private static final int BITS_PER_DIGIT = 5;

    private RequestId() {}

    static String next(long epochMillis) {
        byte[] id = new byte[4 + CLOCK_DIGITS + RANDOM_DIGITS];
        id[0] = 'r';
        id[1] = 'e';
        id[2] = 'q';
        id[3] = '_';
        put(id, 4, CLOCK_DIGITS, epochMillis);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        put(id, 4 + CLOCK_DIGITS, RANDOM_DIGITS / 2, random.nextLong());
        put(id, 4 + CLOCK_DIGITS + RANDOM_DIGITS / 2, RANDOM_DIGITS / 2, random.nextLong());
        return new String(id, StandardCharsets.US_ASCII);
    }

    private static void put(byte[] id, int at, int digits, long bits) {
        for (int i = digits - 1; i >= 0; i--) {
            id[at + digits - 1 - i] = DIGITS[(int) (bits >>> (i * BITS_PER_DIGIT)) & 31];
        }
    }
}
