package io.penstock.matrix;

import java.util.Locale;

/** What a client asks for, or what happens to it. */
enum Feature {
    /** A text. */
    TEXT,
    /** A call of a tool. */
    TOOL,
    /** Calls of two tools in one answer. */
    PARALLEL_TOOLS,
    /** What the model thinks, then a text. */
    REASONING,
    /** An image is shown, a text comes back. */
    IMAGE("text"),
    /** JSON of a schema. */
    STRUCTURED,
    /** The call of the turn before and what its tool said are sent, a text comes back. */
    TOOL_RESULT("text"),
    /** The provider refuses, before any output. */
    ERROR,
    /** The provider goes away in the middle of a text. */
    DEATH("text");

    private final String script;

    Feature() {
        this.script = name().toLowerCase(Locale.ROOT);
    }

    Feature(String script) {
        this.script = script;
    }

    /** The name of the file that holds the answer. */
    String script() {
        return script;
    }

    /** Whether the model is told of tools. */
    boolean hasTools() {
        return this == TOOL || this == PARALLEL_TOOLS || this == TOOL_RESULT;
    }
}
