package io.penstock.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.codec.Fixtures;
import io.penstock.codec.Fixtures.Row;
import io.penstock.dialect.cohere.CohereDialect;
import io.penstock.provider.Dialects;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every recorded answer, written in each dialect, streamed and whole, reads as it did: texts, calls of tools, usage. */
final class RecordedTranslationTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int RECORDINGS_MIN = 120;

    /** An answer as its vendor sent it. */
    private record Recording(Row row, Dialect dialect) {
        static byte[] bytes(Row row) {
            return row.kind().equals("stream") ? Fixtures.stream(row) : Fixtures.bytes(row);
        }

        void tell(GenerationEvents out) {
            Feed.tell(dialect, row.kind().equals("stream"), bytes(row), out);
        }

        Heard heard() {
            Heard heard = new Heard();
            tell(heard);
            return heard;
        }
    }

    private static List<Recording> recordings() {
        List<Recording> recordings = new ArrayList<>();
        for (Row row : Fixtures.rows()) {
            if (row.provider().equals("malformed")
                    || !(row.kind().equals("stream") || row.kind().equals("json"))) {
                continue;
            }
            Dialect dialect = dialect(row, new String(Recording.bytes(row), StandardCharsets.UTF_8));
            if (dialect != null) {
                Recording recording = new Recording(row, dialect);
                if (recording.heard().isEnded()) {
                    recordings.add(recording);
                }
            }
        }
        return recordings;
    }

    /** Null where it is no chat's answer. */
    private static @Nullable Dialect dialect(Row row, String text) {
        String name = switch (row.provider()) {
            case "anthropic", "cohere", "bedrock" -> row.provider();
            case "google", "vertex" -> "gemini";
            default ->
                text.contains("\"response.completed\"") || text.matches("(?s).*\"object\" ?: ?\"response\".*")
                        ? "responses"
                        : text.matches("(?s).*\"choices\" ?: ?\\[.*") ? "openai" : "";
        };
        return Dialects.find(name);
    }

    @Test
    void findsTheRecordings() {
        assertThat(recordings()).hasSizeGreaterThan(RECORDINGS_MIN);
    }

    @TestFactory
    List<DynamicTest> readsTheSameInEveryDialect() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Recording recording : recordings()) {
            Heard source = recording.heard();
            for (Dialect client : Dialects.all()) {
                for (boolean isStream : new boolean[] {true, false}) {
                    String name = recording.row() + " for " + client.name() + (isStream ? ", streamed" : ", whole");
                    tests.add(DynamicTest.dynamicTest(name, () -> {
                        Heard heard = written(recording, client, isStream);

                        // To Cohere's clients an answer that a filter kept back whole is an error.
                        boolean isKeptBack = source.choice(0).finish() == FinishReason.CONTENT_FILTER
                                && said(source).isEmpty();
                        assertThat(heard.isEnded()).isNotEqualTo(isKeptBack && client == CohereDialect.INSTANCE);
                        assertThat(said(heard)).isEqualTo(said(source));
                        assertThat(calls(heard)).isEqualTo(calls(source));
                        Usage usage = source.usage();
                        if (usage != null && heard.isEnded()) {
                            Usage told = Objects.requireNonNull(heard.usage());
                            assertThat(told.prompt()).isEqualTo(usage.prompt());
                            assertThat(told.completion()).isEqualTo(usage.completion());
                        }
                    }));
                }
            }
        }
        return tests;
    }

    private static Heard written(Recording recording, Dialect client, boolean isStream) {
        byte[] bytes = Feed.written(client, isStream, recording::tell);
        Heard heard = new Heard();
        Feed.tell(client, isStream, bytes, heard);
        return heard;
    }

    /** What the first choice says; a refusal is text where a dialect has none. */
    private static String said(Heard heard) {
        return heard.choice(0).text() + heard.choice(0).refusal();
    }

    private static List<String> calls(Heard heard) {
        List<String> calls = new ArrayList<>();
        for (Heard.Call call : heard.choice(0).calls()) {
            calls.add(call.name() + " " + arguments(call.arguments()));
        }
        return calls;
    }

    /** Arguments that broke off are no JSON: a dialect that has JSON there keeps them in a member. */
    private static String arguments(String text) {
        try {
            JsonNode arguments = MAPPER.readTree(text);
            return arguments.path("rawInvalidInput").asText(arguments.toString());
        } catch (JsonProcessingException brokenOff) {
            return text;
        }
    }
}
