package io.penstock.dialect.openai.request;

import java.util.regex.Pattern;

/**
 * What a family of models takes, whoever serves it. A model that no row knows takes what most do.
 *
 * @param isReasoning OpenAI's reasoning models: {@code max_completion_tokens}, and {@code developer} for {@code system}
 * @param takesEffort whether {@code reasoning_effort} is no error
 */
record ModelFamily(Pattern names, boolean isReasoning, boolean takesEffort) {
    /** The first match counts. A router's prefix may stand before the name. */
    private static final ModelFamily[] FAMILIES = {
        row("gpt-(?:[5-9]|[1-9]\\d).*-chat.*", false, false),
        row("gpt-(?:[5-9]|[1-9]\\d)(?:[.-].*)?", true, true),
        row("o[1-9](?:-.*)?", true, true),
        row("(?:chat)?gpt-[34].*", false, false),
        row("grok-4\\.20.*reasoning", false, false),
        row(".*", false, true),
    };

    private static ModelFamily row(String names, boolean isReasoning, boolean takesEffort) {
        return new ModelFamily(Pattern.compile("(?:.*/)?" + names, Pattern.DOTALL), isReasoning, takesEffort);
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
