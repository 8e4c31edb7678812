package io.penstock.limit;

import java.util.Locale;

/** What a limit can be for. Where several are for one request, they are asked in this order. */
public enum Scope {
    /** Where a request comes from. */
    ADDRESS,
    /** A key of the gateway's. */
    KEY,
    /** Who calls. */
    SUBJECT,
    /** Who pays. */
    TEAM,
    /** What is asked. */
    MODEL;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** What a caller is told that the limit is for. */
    public String word() {
        return word;
    }
}
