package io.penstock.dialect.gemini;

import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ModelTarget;
import java.util.List;

/** Answers of this dialect for tests, with single quotes for the eye. */
public final class Answers {
    private static final ChatRequest REQUEST =
            new ChatRequest(List.of(), List.of(), null, null, null, List.of(), List.of(), true, true);

    private Answers() {}

    /** Events as the API frames them. */
    public static String stream(String... events) {
        StringBuilder stream = new StringBuilder();
        for (String event : events) {
            stream.append("data: ").append(event.replace('\'', '"')).append("\r\n\r\n");
        }
        return stream.toString();
    }

    /** A response with these parts. */
    public static String parts(String... parts) {
        return "{'candidates':[{'content':{'parts':[" + String.join(",", parts) + "],'role':'model'},'index':0}]}";
    }

    /** What a writer must know. */
    public static AnswerContext context(boolean isStream) {
        return new AnswerContext(
                isStream, true, "exc1", 1_700_000_000, ModelTarget.of("anthropic-1", "model-asked"), REQUEST);
    }
}
