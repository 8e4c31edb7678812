package io.penstock.telemetry;

/** What became of the question who asks. */
public enum AuthOutcome {
    /** Nobody was asked. */
    OPEN("open"),
    /** A credential was good. */
    KNOWN("known"),
    /** No credential was there, nor needed: somebody on this machine manages the gateway. */
    LOCAL("local"),
    /** No credential was there. */
    MISSING("missing"),
    /** What was there could not be judged: several that differ, an unknown form, a signature. */
    UNCLEAR("unclear"),
    /** A credential was not good. */
    REFUSED("refused"),
    /** Too many that were not good came from there. */
    LIMITED("limited"),
    /** Credentials could not be judged at that time. */
    UNAVAILABLE("unavailable"),
    /** A credential was good, but not for that. */
    FORBIDDEN("forbidden");

    private final String key;

    AuthOutcome(String key) {
        this.key = key;
    }

    /** The name in a metric. */
    public String key() {
        return key;
    }
}
