package io.penstock.dialect.responses.request;

import java.util.regex.Pattern;

/**
 * What a family of models takes, whoever serves it.
 *
 * @param hasStates whether it gives its reasoning out encrypted: to ask any other for that is an error
 * @param takesEffort whether {@code reasoning} is no error
 */
record ModelFamily(Pattern names, boolean hasStates, boolean takesEffort) {
    /** The first match counts. A router's prefix may stand before the name. */
    private static final ModelFamily[] FAMILIES = {
        row("gpt-(?:[5-9]|[1-9]\\d).*-chat.*", false, false),
        row("gpt-(?:[5-9]|[1-9]\\d)(?:[.-].*)?", true, true),
        row("o[1-9](?:-.*)?", true, true),
        row("codex-.*", true, true),
        row("(?:chat)?gpt-[34].*", false, false),
        row(".*", false, true),
    };

    private static ModelFamily row(String names, boolean hasStates, boolean takesEffort) {
        return new ModelFamily(Pattern.compile("(?:.*/)?" + names, Pattern.DOTALL), hasStates, takesEffort);
    }

    static ModelFamily of(String model) {
        for (ModelFamily family : FAMILIES) {
            if (family.names.matcher(model).matches()) {
                return family;
            }
        }
        throw new IllegalStateException("model: " + model + " (expected: the last row to match)");
    }
}
