package io.penstock.codec.json;

/**
 * Hears from a {@link JsonScanner} of the values it asks for, and of no others.
 *
 * <p>It hears of the value at the top, and of what is inside a container whose {@link #onStart} it answered with true. The depth of a
 * value is the number of containers around it. Offsets are counted in bytes over everything the scanner was fed. A {@link JsonText}
 * is lent for the call.
 */
public interface JsonListener {

    /**
     * A value starts at {@code offset}.
     *
     * @return for a container, whether to hear of what is inside; for a string or a number, whether to get its text
     */
    boolean onStart(int depth, JsonKind kind, long offset);

    /** The name of a member of an object whose inside is wanted; its value has {@code depth}. */
    void onKey(int depth, JsonText name);

    /**
     * A value has ended before {@code offset}.
     *
     * @param text of a string its characters, of a number its digits as they stand; empty where it was not wanted
     */
    void onEnd(int depth, JsonKind kind, JsonText text, long offset);
}
