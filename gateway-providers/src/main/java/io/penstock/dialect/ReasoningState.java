package io.penstock.dialect;

import io.penstock.codec.json.EscapedText;

/**
 * What a provider gave out to get it back in the next turn: a signature of its reasoning, or the reasoning itself, encrypted. Nobody else
 * can read it, and nobody else may have it.
 *
 * @param maker who made it, see {@link #maker}
 * @param kind what its dialect calls it, such as {@code signature}
 * @param tag of the caller's {@link StateSeal}, as a label had it, not yet judged; empty where there was none
 */
public record ReasoningState(String maker, String kind, EscapedText data, String tag) {
    /** What it is called where it is lost. */
    public static final String LOST = "reasoning_state";

    /** State without a tag. */
    public ReasoningState(String maker, String kind, EscapedText data) {
        this(maker, kind, data, "");
    }

    /** The maker that a provider is when it speaks a dialect. */
    public static String maker(String dialect, String provider) {
        return dialect + "@" + provider;
    }

    /** The same under another name. */
    public ReasoningState called(String other) {
        return new ReasoningState(maker, other, data, tag);
    }

    /**
     * Whether it may go to that provider: it made it for this caller, or the client got it from that dialect unlabelled, as it does where
     * nothing is translated.
     */
    public boolean isFor(String dialect, ModelTarget target) {
        return maker.equals(dialect)
                || (maker.equals(maker(dialect, target.provider()))
                        && target.seal().isOn(this));
    }
}
