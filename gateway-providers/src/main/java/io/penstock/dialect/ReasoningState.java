package io.penstock.dialect;

import io.penstock.codec.json.EscapedText;

/**
 * What a provider gave out to get it back in the next turn: a signature of its reasoning, or the reasoning itself, encrypted. Nobody else
 * can read it, and nobody else may have it.
 *
 * @param maker who made it, see {@link #maker}
 * @param kind what its dialect calls it, such as {@code signature}
 */
public record ReasoningState(String maker, String kind, EscapedText data) {
    /** What it is called where it is lost. */
    public static final String LOST = "reasoning_state";

    /** The maker that a provider is when it speaks a dialect. */
    public static String maker(String dialect, String provider) {
        return dialect + "@" + provider;
    }

    /**
     * Whether it may go to that provider: it made it, or the client got it from that dialect unlabelled, as it does where nothing is
     * translated.
     */
    public boolean isFor(String dialect, String provider) {
        return maker.equals(dialect) || maker.equals(maker(dialect, provider));
    }
}
