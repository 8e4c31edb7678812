package io.penstock.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.penstock.codec.Fixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;

/** The recorded answers of this dialect. */
public final class Recordings {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Recordings() {}

    /** Looks at one recording. */
    public interface Check {
        /** Asserts. */
        void run(Fixtures.Row row, byte[] bytes) throws IOException;
    }

    /** A test for each recording of that kind. One that holds several responses is read up to the end of the first. */
    public static Collection<DynamicTest> each(String kind, Check check) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Fixtures.Row row : Fixtures.rows()) {
            if (row.kind().equals(kind) && row.file().matches(".*/(agw-)?responses_?[_-].*")) {
                tests.add(DynamicTest.dynamicTest(
                        row.file(),
                        () -> check.run(row, kind.equals("stream") ? Fixtures.stream(row) : Fixtures.bytes(row))));
            }
        }
        return tests;
    }

    /** The response of the first event that ends one. */
    public static JsonNode lastResponse(byte[] stream) throws IOException {
        for (JsonNode event : events(stream)) {
            if (event.path("type").asText().matches("response\\.(completed|incomplete)")) {
                return event.path("response");
            }
        }
        return MissingNode.getInstance();
    }

    /** All fragments of text up to there. */
    public static String deltas(byte[] stream) throws IOException {
        StringBuilder text = new StringBuilder();
        for (JsonNode event : events(stream)) {
            String type = event.path("type").asText();
            if (type.equals("response.output_text.delta")) {
                text.append(event.path("delta").asText());
            } else if (type.equals("response.completed")) {
                break;
            }
        }
        return text.toString();
    }

    /** The data of all events. */
    public static List<JsonNode> events(byte[] stream) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : new String(stream, StandardCharsets.UTF_8).split("\n", -1)) {
            if (line.startsWith("data:") && !line.contains("[DONE]")) {
                events.add(MAPPER.readTree(line.substring("data:".length())));
            }
        }
        return events;
    }
}
