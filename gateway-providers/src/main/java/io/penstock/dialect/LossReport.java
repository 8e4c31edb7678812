package io.penstock.dialect;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a translation could not carry over. Fields are named as the client's dialect names them, with a dot between the levels and no
 * index: {@code messages.name}. One instance serves one request, or one answer.
 */
public final class LossReport {
    /** A field that is longer than any dialect's has been put together by the client. */
    private static final int NAME_CHARACTERS_MAX = 64;

    private static final int ENTRIES_MAX = 64;

    private final Set<String> dropped = new LinkedHashSet<>();
    private final Set<String> defaulted = new LinkedHashSet<>();
    private final Set<String> approximated = new LinkedHashSet<>();

    /** The field does not reach the other side. */
    public void dropped(String field) {
        add(dropped, field);
    }

    /** The other side needs what the client did not say, and got a value of the gateway's. */
    public void defaulted(String field) {
        add(defaulted, field);
    }

    /** The field reaches the other side as something near to it. */
    public void approximated(String field) {
        add(approximated, field);
    }

    private static void add(Set<String> fields, String field) {
        if (fields.size() < ENTRIES_MAX) {
            fields.add(field.length() <= NAME_CHARACTERS_MAX ? field : field.substring(0, NAME_CHARACTERS_MAX));
        }
    }

    /** Whether no more of what does not reach the other side is kept. */
    public boolean isDroppedFull() {
        return dropped.size() >= ENTRIES_MAX;
    }

    /** Whether nothing was lost. */
    public boolean isEmpty() {
        return dropped.isEmpty() && defaulted.isEmpty() && approximated.isEmpty();
    }

    /** What strict translation refuses: fields that were dropped or approximated. What was defaulted was not asked for. */
    public List<String> refusable() {
        List<String> fields = new ArrayList<>(dropped);
        fields.addAll(approximated);
        return fields;
    }

    /**
     * The report in one line of visible ASCII, for a header field and the log: {@code dropped=seed,logit_bias;approximated=tools}; empty
     * where nothing was lost.
     */
    public String line() {
        StringBuilder line = new StringBuilder();
        append(line, "dropped", dropped);
        append(line, "defaulted", defaulted);
        append(line, "approximated", approximated);
        return line.toString();
    }

    private static void append(StringBuilder line, String kind, Set<String> fields) {
        if (!fields.isEmpty()) {
            line.append(line.length() == 0 ? "" : ";").append(kind).append('=');
            line.append(fields.stream().map(LossReport::visible).collect(Collectors.joining(",")));
        }
    }

    /** The names of unknown fields are the client's, and go into a header. */
    private static String visible(String field) {
        return field.replaceAll("[^A-Za-z0-9_.$@/:\\[\\]-]", "?");
    }
}
