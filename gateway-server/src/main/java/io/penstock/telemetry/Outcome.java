package io.penstock.telemetry;

/** How an exchange ended. */
public enum Outcome {
    /** Answered whole. */
    OK("ok"),
    /** Answered with a refusal, before any attempt. */
    REFUSED("refused"),
    /** All attempts were dead before the answer was committed. */
    FAILED("failed"),
    /** The answer broke off after it was committed, and the client was told. */
    BROKEN("broken"),
    /** The client went away. */
    ABANDONED("abandoned");

    private final String key;

    Outcome(String key) {
        this.key = key;
    }

    /** The name in the log. */
    public String key() {
        return key;
    }
}
