package io.penstock.matrix;

/** Something of an answer, or of a request, that a pair carries or loses. */
enum Aspect {
    /** The text. */
    TEXT("text"),
    /** What the model thought. */
    REASONING("reasoning"),
    /** The calls of tools, with their arguments. */
    CALLS("calls"),
    /** Why it ended. */
    FINISH("finish reason"),
    /** How many tokens went in and came out. */
    USAGE("usage"),
    /** How many of them came from a cache. */
    CACHED("cached tokens"),
    /** The status of an error. */
    STATUS("status"),
    /** What the provider said of it. */
    COMPLAINT("error message"),
    /** When to come again. */
    RETRY_AFTER("retry-after"),
    /** That the answer broke off. */
    BREAK("break"),
    /** The system's message, asked. */
    SYSTEM("system message"),
    /** The question, asked. */
    QUESTION("question"),
    /** The tools, asked. */
    TOOLS("tools"),
    /** That it is to think, asked. */
    EFFORT("effort"),
    /** The image, asked. */
    IMAGE("image"),
    /** The schema of the output, asked. */
    SCHEMA("schema"),
    /** The call of the turn before, asked. */
    EARLIER_CALL("earlier call"),
    /** What the tool said, asked. */
    RESULT("tool result");

    private final String text;

    Aspect(String text) {
        this.text = text;
    }

    /** Its name, for a reader of the table. */
    String text() {
        return text;
    }
}
