package io.penstock.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers all that is wrong, so that all of it can be said at once, and all that is only worth a warning. */
final class Findings {
    private static final int SHOWN_CHARACTERS = 80;
    private static final int WORD_CHARACTERS = 24;

    /** What two parts find is said once. */
    private final Set<String> errors = new LinkedHashSet<>();

    private final List<String> warnings = new ArrayList<>();

    void add(String name, String value, String expected) {
        errors.add(Setting.finding(name, shown(value), expected));
    }

    /** A value that may be a secret: it is not repeated. */
    void addUnshown(String name, String expected) {
        errors.add(Setting.finding(name, "not shown", expected));
    }

    void add(String text) {
        errors.add(text);
    }

    void warn(String text) {
        warnings.add(text);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    void throwIfAny() {
        if (!errors.isEmpty()) {
            throw new ConfigException(List.copyOf(errors));
        }
    }

    /** A word that nobody expected, unless it is so long that it may be a key which was put in the wrong place. */
    static String word(String text) {
        return text.replaceAll("\\S{" + (WORD_CHARACTERS + 1) + ",}", "(a long word)");
    }

    /** One line, and not a long one, whatever somebody has put there. */
    private static String shown(String value) {
        String line = value.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
