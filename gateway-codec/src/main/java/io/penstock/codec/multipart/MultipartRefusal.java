package io.penstock.codec.multipart;

/** Says that bytes are not the form they should be, and where. It is expected, and so has no stack trace. */
public final class MultipartRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long offset;

    /** Of a byte of the body. */
    MultipartRefusal(String message, long offset) {
        super(message + " at offset " + offset, null, false, false);
        this.offset = offset;
    }

    /** Of the content type. */
    MultipartRefusal(String message) {
        super(message, null, false, false);
        this.offset = -1;
    }

    /** How many bytes of the body precede the one at fault; -1 where the content type is. */
    public long offset() {
        return offset;
    }

    /** What is wrong and where, in words that hold nothing of the form. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
