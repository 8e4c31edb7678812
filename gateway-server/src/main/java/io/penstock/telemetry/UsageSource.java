package io.penstock.telemetry;

/** How far the token counts of a record can be trusted. */
public enum UsageSource {
    /** The provider reported them. */
    KNOWN("known"),
    /** The gateway counted, because the provider did not report. */
    ESTIMATED("estimated"),
    /** Nobody knows; the counts are left out. */
    UNKNOWN("unknown");

    private final String key;

    UsageSource(String key) {
        this.key = key;
    }

    /** The name in the log. */
    public String key() {
        return key;
    }
}
