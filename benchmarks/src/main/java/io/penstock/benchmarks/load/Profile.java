package io.penstock.benchmarks.load;

/** The kinds of load that are measured in windows, in the order they are run. */
@SuppressWarnings("ImmutableEnumChecker") // a record of numbers, which the check takes for mutable
enum Profile {
    /** First, on processes that have served nothing: also what memory settles at. */
    STEADY("JSON, 32 connections", Shape.json(32, Shape.PROMPT_BYTES)),
    REQUESTS("JSON, 16 connections", Shape.json(16, Shape.PROMPT_BYTES)),
    LATENCY("JSON, 1 connection", Shape.json(1, Shape.PROMPT_BYTES)),
    BUSY("SSE, 250 streams, 50,000 events/s", Shape.sse(250, 200, 5_000)),
    CALM("SSE, 100 streams, 5,000 events/s", Shape.sse(100, 50, 20_000)),
    /** Asked of the gateway alone, which is measured relaying the same beside it; few enough that no core is full and events come alone. */
    TRANSLATED(
            "SSE, 100 streams, 20,000 events/s, an Anthropic provider",
            Shape.sse(100, 200, 5_000).of("anthropic/claude-sonnet-4-5")),
    FIRST("SSE, 1 connection, 4 events", Shape.sse(1, 4, 1_000)),
    PROMPT_100K("JSON, prompt of 100 KB, 16 connections", Shape.json(16, Profile.PROMPT_100K_BYTES)),
    PROMPT_1M("JSON, prompt of 1 MB, 4 connections", Shape.json(4, Profile.PROMPT_1M_BYTES));

    static final int PROMPT_100K_BYTES = 100 * 1024;
    static final int PROMPT_1M_BYTES = 1024 * 1024;

    private final String title;
    private final Shape shape;

    Profile(String title, Shape shape) {
        this.title = title;
        this.shape = shape;
    }

    String title() {
        return title;
    }

    Shape shape() {
        return shape;
    }
}
