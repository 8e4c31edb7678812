package io.penstock.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The recorded provider answers beside the project. Where they are absent, the test that asks for them is skipped and says so. */
public final class Fixtures {
    /** Providers that speak OpenAI's dialects. */
    public static final Set<String> OPENAI_FAMILY = Set.of(
            "openai",
            "azure",
            "groq",
            "mistral",
            "deepseek",
            "xai",
            "perplexity",
            "cerebras",
            "moonshot",
            "alibaba",
            "open-responses",
            "malformed");

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int COLUMNS = 7;

    private Fixtures() {}

    /**
     * One row of the index.
     *
     * @param kind {@code stream}, {@code json} or {@code error}
     * @param shows what it is recorded for, in words
     * @param file path below the fixtures' root
     */
    public record Row(String provider, String kind, String shows, String file) {
        @Override
        public String toString() {
            return file;
        }
    }

    /** All rows of that kind whose provider speaks OpenAI's dialects, in the order of the index. */
    public static List<Row> openAiFamily(String kind) {
        List<Row> rows = new ArrayList<>();
        for (Row row : rows()) {
            if (row.kind().equals(kind) && OPENAI_FAMILY.contains(row.provider())) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** All rows of the index, in its order. */
    public static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (String line : text(root().resolve("INDEX.tsv")).split("\n", -1)) {
            String[] columns = line.split("\t", -1);
            if (columns.length == COLUMNS && columns[5].startsWith("fixtures/")) {
                rows.add(new Row(columns[0], columns[1], columns[4], columns[5].substring("fixtures/".length())));
            }
        }
        return rows;
    }

    /** The bytes of the file as recorded. */
    public static byte[] bytes(Row row) {
        return bytes(root().resolve(row.file()));
    }

    /** The bytes of a recorded stream as its provider frames it: those of one event per line get their framing back. */
    public static byte[] stream(Row row) {
        if (!row.file().endsWith(".chunks.txt") && !row.file().endsWith(".jsonl")) {
            return bytes(row);
        }
        if (row.provider().equals("bedrock")) {
            return frames(row);
        }
        StringBuilder framed = new StringBuilder();
        boolean hasTypes = false;
        for (String line : text(root().resolve(row.file())).split("\n", -1)) {
            if (line.isBlank()) {
                continue;
            }
            JsonNode type = json(line).path("type");
            hasTypes |= type.isTextual();
            if (type.isTextual()) {
                framed.append("event: ").append(type.textValue()).append('\n');
            }
            framed.append("data: ").append(line).append("\n\n");
        }
        return framed.append(hasTypes ? "" : "data: [DONE]\n\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Each line is an event by its type, {@code {"messageStart":{...}}}. */
    private static byte[] frames(Row row) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (String line : text(root().resolve(row.file())).split("\n", -1)) {
            if (!line.isBlank()) {
                json(line)
                        .properties()
                        .forEach(event -> frames.writeBytes(
                                Frames.event(event.getKey(), event.getValue().toString())));
            }
        }
        return frames.toByteArray();
    }

    private static JsonNode json(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        Path found = find();
        Assumptions.assumeTrue(found != null, "no recorded answers at ../shared/fixtures");
        return Objects.requireNonNull(found);
    }

    private static @Nullable Path find() {
        String root = System.getProperty("penstock.root", System.getProperty("user.dir"));
        for (Path at = Path.of(root).toAbsolutePath(); at != null; at = at.getParent()) {
            Path fixtures = at.resolveSibling("shared").resolve("fixtures");
            if (Files.isRegularFile(fixtures.resolve("INDEX.tsv"))) {
                return fixtures;
            }
        }
        return null;
    }

    private static String text(Path path) {
        return new String(bytes(path), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
