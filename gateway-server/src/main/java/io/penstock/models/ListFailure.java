package io.penstock.models;

/** Why a provider's list could not be read. */
public enum ListFailure {
    /** The provider cannot be reached, or broke its answer off. */
    UNREACHABLE("unreachable"),
    /** It did not give its list in time. */
    TIMED_OUT("timed_out"),
    /** It answered with another status than 200. */
    REFUSED("refused"),
    /** What it gave is no list of models. */
    UNREADABLE("unreadable"),
    /** What it gave is larger than any list. */
    TOO_LARGE("too_large");

    private final String key;

    ListFailure(String key) {
        this.key = key;
    }

    /** The name in the log. */
    public String key() {
        return key;
    }
}
