package io.penstock.codec.json;

/** Says that bytes are not the JSON they should be, and where. It is expected, and so has no stack trace. */
public final class JsonRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long offset;

    JsonRefusal(String message, long offset) {
        super(message, null, false, false);
        this.offset = offset;
    }

    /** How many bytes of the text precede the one at fault. */
    public long offset() {
        return offset;
    }
}
