package io.penstock.dialect.responses.reply;

import org.jspecify.annotations.Nullable;

/** What comes in fragments: by what name its events go, and what stands in them. */
enum BlockKind {
    TEXT("response.output_text", "text", "content_index"),
    REFUSAL("response.refusal", "refusal", "content_index"),
    SUMMARY("response.reasoning_summary_text", "text", "summary_index"),
    ARGUMENTS("response.function_call_arguments", "arguments", null),
    INPUT("response.custom_tool_call_input", "input", null);

    private final String events;
    private final String member;
    private final @Nullable String partIndex;

    BlockKind(String events, String member, @Nullable String partIndex) {
        this.events = events;
        this.member = member;
        this.partIndex = partIndex;
    }

    /** The type of the event that a fragment is. */
    String deltaType() {
        return events + ".delta";
    }

    /** The type of the event that repeats the whole of it. */
    String doneType() {
        return events + ".done";
    }

    /** What the whole of it is called there. */
    String member() {
        return member;
    }

    /** What the number of the part is called that it is; null where it is all of its item. */
    @Nullable
    String partIndex() {
        return partIndex;
    }
}
