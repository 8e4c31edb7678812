package io.penstock.matrix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client got, in no client's types. */
sealed interface Said {

    /**
     * An answer that came to its end.
     *
     * @param calls in order
     * @param tokens null where the answer does not tell them
     */
    record Answer(
            String text,
            String reasoning,
            List<Call> calls,
            Finish finish,
            @Nullable Tokens tokens) implements Said {}

    /**
     * An error, told before any output.
     *
     * @param retryAfter the header field; empty where it is absent, null where the client does not show it
     */
    record Refused(int status, String message, @Nullable String retryAfter) implements Said {}

    /**
     * A failure behind some output, or where an answer should have been.
     *
     * @param text what came before it
     * @param cause how the client told it
     */
    record Broken(String text, Throwable cause) implements Said {}

    /** A call of a tool. */
    record Call(String name, JsonNode arguments) {
        private static final ObjectMapper JSON = new ObjectMapper();

        /** A call whose arguments are the text of a JSON object. */
        static Call ofText(String name, String arguments) {
            try {
                return new Call(name, JSON.readTree(arguments));
            } catch (JsonProcessingException e) {
                throw new AssertionError("arguments of " + name + ": " + arguments, e);
            }
        }

        /** A call whose arguments are whatever Jackson can write. */
        static Call of(String name, Object arguments) {
            try {
                return ofText(name, JSON.writeValueAsString(arguments));
            } catch (JsonProcessingException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Why it ended. */
    enum Finish {
        STOP,
        TOOLS,
        OTHER
    }

    /**
     * What was used.
     *
     * @param input all of it
     * @param cached of that, read from a cache
     * @param output all of it
     */
    record Tokens(long input, long cached, long output) {}
}
