package io.penstock.server.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An answer as the client got it.
 *
 * @param head the status line and the fields, with the blank line
 * @param payload of the body, one character per byte, as many as came
 * @param end how it ended
 */
public record Answer(String head, String payload, End end) {

    /** How an answer ended. */
    public enum End {
        /** As its framing says: length, last chunk, or close where there is neither. */
        CLEAN,
        /** The connection was closed before that. */
        CUT,
        /** The connection was reset. */
        RESET
    }

    /** The status. */
    public int status() {
        return Integer.parseInt(head.substring(9, 12));
    }

    /** The value of the only field of that name, which is in lower case; empty where there is none. */
    public String value(String name) {
        List<String> values = Wire.values(head, name);
        if (values.size() > 1) {
            throw new IllegalStateException(name + " is there more than once: " + values);
        }
        return values.isEmpty() ? "" : values.get(0);
    }

    /** All values of the fields of that name. */
    public List<String> values(String name) {
        return Wire.values(head, name);
    }

    /** The bytes of the body. */
    public byte[] body() {
        return Wire.bytes(payload);
    }

    /** The body as text. */
    public String text() {
        return new String(body(), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return head + text() + "<" + end + ">";
    }
}
