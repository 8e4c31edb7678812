package io.penstock.dialect;

/**
 * Model tokens of one answer in disjoint buckets, so that nothing is counted twice whatever the provider's own convention.
 *
 * @param input prompt tokens that no cache served
 * @param cacheRead prompt tokens read from the provider's cache
 * @param cacheWrite5m prompt tokens written to a cache that lives five minutes
 * @param cacheWrite1h prompt tokens written to a cache that lives an hour
 * @param output tokens of the answer that are no reasoning
 * @param reasoning tokens of the answer that are reasoning
 */
public record Usage(long input, long cacheRead, long cacheWrite5m, long cacheWrite1h, long output, long reasoning) {

    /** Nothing used. */
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);

    /** Refuses a negative count: a provider that reports one is clamped by whoever reads it. */
    public Usage {
        if (input < 0 || cacheRead < 0 || cacheWrite5m < 0 || cacheWrite1h < 0 || output < 0 || reasoning < 0) {
            throw new IllegalArgumentException("usage: a negative count (expected: 0 or more)");
        }
    }

    /** All tokens of the prompt. */
    public long prompt() {
        return input + cacheRead + cacheWrite5m + cacheWrite1h;
    }

    /** All tokens of the answer. */
    public long completion() {
        return output + reasoning;
    }
}
