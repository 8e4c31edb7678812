package io.penstock.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.JsonWriter;
import io.penstock.provider.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Golden pairs: {@code golden/requests/<dialect>/<case>.json} is a client's request, {@code <case>.<dialect>.json} beside it what each
 * other dialect's provider gets, with what is lost on the way in its last line. The folder is the coverage matrix. They are
 * rewritten by {@code -Dgolden.update} alone, to be read before they are kept.
 */
final class GoldenTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectWriter PRETTY = MAPPER.writerWithDefaultPrettyPrinter();
    private static final boolean IS_UPDATE = Boolean.getBoolean("golden.update");

    /** One request on its way from a client's dialect to a provider's. */
    record Pair(Path source, String from, String to) {
        Path expected() {
            String name = source.getFileName().toString();
            return source.resolveSibling(name.replace(".json", "." + to + ".json"));
        }

        @Override
        public String toString() {
            return from + "/" + source.getFileName() + " to " + to;
        }
    }

    static Stream<Pair> pairs() throws IOException {
        List<Pair> pairs = new ArrayList<>();
        for (Dialect from : Dialects.all()) {
            Path folder = root().resolve("requests").resolve(from.name());
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> files = Files.list(folder)) {
                for (Path source : files.sorted().toList()) {
                    if (source.getFileName().toString().matches("[a-z0-9-]+\\.json")) {
                        Dialects.all().stream()
                                .filter(to -> to != from)
                                .forEach(to -> pairs.add(new Pair(source, from.name(), to.name())));
                    }
                }
            }
        }
        // A test without a case is an error, and with one dialect there is none.
        return pairs.isEmpty() ? Stream.of(new Pair(Path.of("none"), "", "")) : pairs.stream();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void writesForTheProviderWhatTheClientAsked(Pair pair) throws IOException {
        if (pair.from().isEmpty()) {
            assertThat(Dialects.all()).hasSizeLessThan(2);
            return;
        }
        String written = translate(pair);

        if (IS_UPDATE) {
            Files.writeString(pair.expected(), written);
        }

        assertThat(written).isEqualTo(Files.readString(pair.expected()));
    }

    /** The provider's request, and what was lost behind it. */
    private static String translate(Pair pair) throws IOException {
        ByteBuf body = Unpooled.wrappedBuffer(Files.readAllBytes(pair.source()));
        LossReport loss = new LossReport();
        JsonNode target = MAPPER.readTree(body.array());
        Dialect from = dialect(pair.from());
        Dialect to = dialect(pair.to());
        ByteBuf out = Unpooled.buffer();
        String model = target.path("model").asText("some-model");
        ModelTarget named = ModelTarget.of("some-provider", modelFor(pair.to(), model));

        try {
            ChatRequest request = from.requestReader().read(body, 0, body.writerIndex(), loss);
            to.requestWriter().write(request, named, JsonWriter.into(out), loss);
        } catch (FaultException refused) {
            return "refused: " + refused.fault().message() + "\n";
        }

        JsonNode json = MAPPER.readTree(out.toString(StandardCharsets.UTF_8));
        return PRETTY.writeValueAsString(json) + "\n" + (loss.isEmpty() ? "" : "// " + loss.line() + "\n");
    }

    /** A model of each dialect's own, since what is written depends on its family. */
    private static String modelFor(String dialect, String asked) {
        return switch (dialect) {
            case "anthropic" -> "claude-sonnet-4-6";
            case "gemini" -> "gemini-3-pro";
            case "bedrock" -> "anthropic.claude-sonnet-4-5-20250929-v1:0";
            case "cohere" -> "command-a-03-2025";
            default -> asked.startsWith("gpt-") ? asked : "gpt-4.1";
        };
    }

    private static Dialect dialect(String name) {
        Dialect found = Dialects.find(name);
        assertThat(found).as(name).isNotNull();
        return Objects.requireNonNull(found);
    }

    private static Path root() {
        Path module = Path.of(System.getProperty("penstock.root", ".")).resolve("gateway-providers");
        Path golden = module.resolve("src/test/resources/io/penstock/dialect/golden");
        try {
            return Files.createDirectories(golden);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
