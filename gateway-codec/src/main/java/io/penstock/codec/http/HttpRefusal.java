package io.penstock.codec.http;

/**
 * Bytes that are not taken for a message: after it the connection's input cannot be trusted and is read no further.
 *
 * <p>Preallocated and stackless, since whoever sends bad bytes sends many: one instance is thrown by all connections, so it
 * says nothing of the connection and takes no suppressed exceptions.
 */
public final class HttpRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int BAD_GATEWAY = 502;

    private final int status;

    @SuppressWarnings("serial") // refusals never leave the process
    private final HttpRefusal ofAnswer;

    private HttpRefusal(int status, String reason) {
        super(reason, null, false, false);
        this.status = status;
        this.ofAnswer = status == BAD_GATEWAY ? this : new HttpRefusal(BAD_GATEWAY, reason);
    }

    /** A refusal to keep in a constant; {@code reason} holds nothing of the message refused. */
    static HttpRefusal of(int status, String reason) {
        return new HttpRefusal(status, reason);
    }

    /** The status a client is told, 400 to 599; of a provider's answer always 502. */
    public int status() {
        return status;
    }

    /** What is wrong, in a few words that hold nothing of the message, so that they can be logged and sent. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    /** The same fault, found in a provider's answer. */
    HttpRefusal ofAnswer() {
        return ofAnswer;
    }
}
