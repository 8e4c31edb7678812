package io.penstock.relay;

import io.penstock.codec.http.Head;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of an answer to a client: a status, fields of the gateway's own, and fields of the provider's answer by index, so that
 * their bytes are copied and no String is made of them. Framing and connection fields are the sink's.
 */
public final class AnswerHead {
    /** The length of a payload that is not known before its end. */
    public static final long LENGTH_UNKNOWN = -1;

    private static final int STATUS_NO_CONTENT = 204;
    private static final int STATUS_NOT_MODIFIED = 304;

    private final List<String> ownFields = new ArrayList<>(8);
    private int status = 200;
    private long length = LENGTH_UNKNOWN;
    private @Nullable Head upstream;
    private long passedLow;
    private long passedHigh;

    /** Sets the status; three digits. */
    public AnswerHead status(int code) {
        status = code;
        return this;
    }

    /** Sets the length of the payload in bytes, or {@link #LENGTH_UNKNOWN}. */
    public AnswerHead length(long bytes) {
        length = bytes;
        return this;
    }

    /** Adds a field of the gateway's own; {@code name} in lower case. */
    public AnswerHead field(String name, String value) {
        ownFields.add(name);
        ownFields.add(value);
        return this;
    }

    /** Whether payload follows; of an answer to HEAD none does (RFC 9110 6.4.1). */
    public boolean hasPayload(boolean isToHead) {
        return !isToHead && status != STATUS_NO_CONTENT && status != STATUS_NOT_MODIFIED;
    }

    /** Whether the length is said: it is known, and may be (RFC 9110 8.6). */
    public boolean saysLength() {
        return length >= 0 && status != STATUS_NO_CONTENT;
    }

    /** Passes field {@code index} of the provider's answer on; at most 128 fields can be. */
    public void pass(Head head, int index) {
        upstream = head;
        if (index < Long.SIZE) {
            passedLow |= 1L << index;
        } else {
            passedHigh |= 1L << (index - Long.SIZE);
        }
    }

    /** Does not pass field {@code index} of the provider's answer on. */
    public void keepBack(int index) {
        if (index < Long.SIZE) {
            passedLow &= ~(1L << index);
        } else if (index < 2 * Long.SIZE) {
            passedHigh &= ~(1L << (index - Long.SIZE));
        }
    }

    /** The status. */
    public int status() {
        return status;
    }

    /** The length of the payload in bytes, or {@link #LENGTH_UNKNOWN}. */
    public long length() {
        return length;
    }

    /** Fields of the gateway's own: names and values in turn. */
    public List<String> ownFields() {
        return ownFields;
    }

    /** The provider's head that fields are passed on of, or null. */
    public @Nullable Head upstream() {
        return upstream;
    }

    /** Whether field {@code index} of the provider's head is passed on. */
    public boolean isPassed(int index) {
        return index < Long.SIZE
                ? (passedLow & 1L << index) != 0
                : index < 2 * Long.SIZE && (passedHigh & 1L << (index - Long.SIZE)) != 0;
    }
}
