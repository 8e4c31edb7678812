package io.penstock.route;

import org.jspecify.annotations.Nullable;

/**
 * Whose a model is by the look of its name, for names that nothing else is known of.
 *
 * @param text what the name begins with, or the whole name
 * @param whole whether it is the whole name
 * @param provider the maker's id
 */
record PrefixRule(String text, boolean whole, String provider) {
    private static final PrefixRule[] RULES = {
        new PrefixRule("claude", false, "anthropic"),
        new PrefixRule("gpt-", false, "openai"),
        new PrefixRule("text-embedding-3", false, "openai"),
        new PrefixRule("dall-e-3", true, "openai"),
        new PrefixRule("whisper-1", true, "openai"),
        new PrefixRule("gemini", false, "google"),
        new PrefixRule("text-embedding-004", true, "google"),
    };

    /** OpenAI's open models: everybody serves them but OpenAI. */
    private static final String OPEN_MODELS = "gpt-oss";

    /** The id of the provider that such a name belongs to, or null. */
    static @Nullable String providerOf(String model) {
        if (model.startsWith(OPEN_MODELS)) {
            return null;
        }
        for (PrefixRule rule : RULES) {
            if (rule.whole ? model.equals(rule.text) : model.startsWith(rule.text)) {
                return rule.provider;
            }
        }
        return null;
    }
}
