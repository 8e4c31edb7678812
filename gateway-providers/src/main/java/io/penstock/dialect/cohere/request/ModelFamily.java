package io.penstock.dialect.cohere.request;

import java.util.List;
import java.util.Locale;

/** What a model can do, as far as a request must be written differently for it. */
enum ModelFamily {
    /** Thinks, unless told not to, in content of its own kind. */
    THINKING,
    /** Refuses to be told how to think; before it calls tools it makes a plan. */
    PLANNING;

    /** The models from before there was thinking, by how their names begin. Whatever comes later can. */
    private static final List<String> PLANNING_MODELS = List.of(
            "command-r",
            "command-a-03-2025",
            "command-a-vision",
            "command-a-translate",
            "command-light",
            "command-nightly",
            "c4ai-",
            "aya-");

    /** The family of a model, by the provider's name of it. */
    static ModelFamily of(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        boolean isPlanning = name.equals("command") || PLANNING_MODELS.stream().anyMatch(name::startsWith);
        return isPlanning ? PLANNING : THINKING;
    }
}
