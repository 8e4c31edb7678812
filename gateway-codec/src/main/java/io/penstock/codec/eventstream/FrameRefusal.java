package io.penstock.codec.eventstream;

/** Says that bytes are not the frame they should be: where the next one starts cannot be known. It is expected, and so has no stack trace. */
public final class FrameRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FrameRefusal(String message) {
        super(message, null, false, false);
    }
}
