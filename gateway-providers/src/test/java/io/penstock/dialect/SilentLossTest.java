package io.penstock.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.ChatRequest.Setting;
import io.penstock.provider.Dialects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is added to a request changes what is written, or what is reported, or the request is refused: if all stays as it was, something was
 * lost in silence.
 */
final class SilentLossTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String UNKNOWN = "zz_unknown";

    private static String value(Option option) {
        return switch (option) {
            case LOGIT_BIAS -> "{\"7\":3}";
            case LOGPROBS, STORE -> "true";
            case METADATA -> "{\"a\":\"b\"}";
            case MODALITIES -> "[\"text\",\"image\"]";
            case VERBOSITY -> "\"high\"";
            case USER, SAFETY_IDENTIFIER, PROMPT_CACHE_KEY -> "\"someone\"";
            case SERVICE_TIER -> "\"priority\"";
            case TEMPERATURE, TOP_P, FREQUENCY_PENALTY, PRESENCE_PENALTY -> "0.625";
            default -> "3";
        };
    }

    /** A model of each kind that a dialect's writer treats apart. */
    private static List<String> models(String dialect) {
        return switch (dialect) {
            case "anthropic" ->
                List.of("claude-sonnet-4-6", "claude-sonnet-4-5", "claude-opus-4-7", "claude-3-haiku-20240307");
            case "gemini" -> List.of("gemini-3-pro", "gemini-2.5-flash", "gemma-3");
            case "bedrock" ->
                List.of(
                        "anthropic.claude-sonnet-4-5-20250929-v1:0",
                        "anthropic.claude-opus-4-6-v1",
                        "amazon.nova-2-lite-v1:0",
                        "openai.gpt-oss-120b-1:0",
                        "meta.llama3-70b-instruct-v1:0");
            case "cohere" -> List.of("command-a-03-2025", "command-a-reasoning-08-2025");
            default -> List.of("gpt-4.1", "gpt-5.2");
        };
    }

    private static Stream<Arguments> targets() {
        return Dialects.all().stream()
                .flatMap(dialect -> models(dialect.name()).stream().map(model -> Arguments.of(dialect.name(), model)));
    }

    static Stream<Arguments> options() {
        return targets().flatMap(target -> Stream.of(Option.values()).map(option -> with(target, option)));
    }

    static Stream<Arguments> parts() {
        List<Part> parts = List.of(
                new Part.Text(text("said"), new ReasoningState("other@p", "kind", text("state"))),
                new Part.Reasoning(text("thought"), null),
                new Part.Reasoning(EscapedText.EMPTY, new ReasoningState("other@p", "kind", text("state"))),
                new Part.Refusal(text("refused")),
                media(Part.Media.Kind.IMAGE, "image/png", null),
                media(Part.Media.Kind.IMAGE, "image/png", text("high")),
                media(Part.Media.Kind.AUDIO, "audio/wav", null),
                media(Part.Media.Kind.VIDEO, "video/mp4", null),
                media(Part.Media.Kind.DOCUMENT, "application/pdf", null),
                new Part.Structured(RawJson.of("{\"said\":1}")),
                new Part.CachePoint(text("1h")),
                new Part.Opaque("other", "other_type", RawJson.of("{\"a\":1}")));
        return targets()
                .flatMap(target -> Stream.of(Role.values())
                        .flatMap(role -> parts.stream()
                                .filter(part -> role == Role.ASSISTANT || !isModels(part))
                                .filter(part -> role == Role.TOOL || !(part instanceof Part.Structured))
                                .map(part -> with(with(target, role), part))));
    }

    private static boolean isModels(Part part) {
        boolean hasState = part instanceof Part.Text text && text.state() != null;
        return part instanceof Part.Reasoning || part instanceof Part.Refusal || hasState;
    }

    static Stream<Arguments> requests() throws IOException {
        List<Arguments> requests = new ArrayList<>();
        for (Dialect dialect : Dialects.all()) {
            try (Stream<Path> files = Files.list(golden().resolve(dialect.name()))) {
                files.filter(file -> file.getFileName().toString().matches("[a-z0-9-]+\\.json"))
                        .sorted()
                        .forEach(file -> requests.add(Arguments.of(dialect.name(), file)));
            }
        }
        return requests.stream();
    }

    @ParameterizedTest
    @MethodSource("options")
    void aSettingIsWrittenOrReported(String dialect, String model, Option option) {
        Setting setting = new Setting(option, "client_" + option, RawJson.of(value(option)));

        String without = written(dialect, model, request(List.of(), List.of(), null, null));
        String with = written(dialect, model, request(List.of(), List.of(setting), null, null));

        assertThat(with).isNotEqualTo(without);
    }

    @ParameterizedTest
    @MethodSource("parts")
    void aPartIsWrittenOrReported(String dialect, String model, Role role, Part part) {
        String without = written(dialect, model, request(turn(role, List.of()), List.of(), null, null));
        String with = written(dialect, model, request(turn(role, List.of(part)), List.of(), null, null));

        assertThat(with).isNotEqualTo(without);
        if (isApproximation(part)) {
            assertThat(with).matches("(?s).*(refused: |dropped=|approximated=|\"refusal\").*");
        }
    }

    /** No dialect but the state's own can carry it, and few have refusals. */
    private static boolean isApproximation(Part part) {
        return part instanceof Part.Refusal || (part instanceof Part.Text text && text.state() != null);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void aFormAStopAndAnEffortAreWrittenOrReported(String dialect, String model) {
        String without = written(dialect, model, request(List.of(), List.of(), null, null));
        OutputFormat schema =
                new OutputFormat.JsonSchema(text("n"), text("d"), RawJson.of("{\"type\":\"object\"}"), true);

        assertThat(written(dialect, model, request(List.of(), List.of(), new OutputFormat.JsonObject(), null)))
                .isNotEqualTo(without);
        assertThat(written(dialect, model, request(List.of(), List.of(), schema, null)))
                .isNotEqualTo(without);
        assertThat(written(dialect, model, request(List.of(), List.of(), null, new Effort(Effort.Level.HIGH, -1))))
                .isNotEqualTo(without);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void aBudgetThatBecomesALevelOrAnotherBudgetIsReported(String dialect, String model) {
        for (long budget : new long[] {300, 3000, 100_000}) {
            String written = written(dialect, model, request(List.of(), List.of(), null, new Effort(null, budget)));

            assertThat(written).matches("(?s).*(:" + budget + "[,}]|dropped=|approximated=).*");
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void logProbabilitiesWithoutTheirSwitchAreReported(String dialect, String model) {
        Setting top = new Setting(Option.TOP_LOGPROBS, "client_top", RawJson.of("3"));

        assertThat(written(dialect, model, request(List.of(), List.of(top), null, null)))
                .contains("dropped=client_top");
    }

    /** Within what is carried over as it is (schemas, arguments), the member is written. */
    @ParameterizedTest
    @MethodSource("requests")
    void anUnknownMemberIsReportedAtEveryLevel(String dialect, Path file) throws IOException {
        JsonNode request = MAPPER.readTree(file.toFile());
        String known = translated(dialect, request);
        if (known.startsWith("refused: ")) {
            return;
        }
        List<String> silent = new ArrayList<>();
        List<String> pointers = new ArrayList<>();
        collect(request, "", pointers);

        for (String pointer : pointers) {
            JsonNode changed = request.deepCopy();
            ((ObjectNode) changed.at(pointer)).put(UNKNOWN, 1);
            if (translated(dialect, changed).equals(known) && !isLostWhole(request, pointer, known)) {
                silent.add(pointer);
            }
        }

        assertThat(silent).isEmpty();
    }

    /** Of an object that is reported as lost nothing else need be said. A tool of the provider's own is reported by its type. */
    private static boolean isLostWhole(JsonNode request, String pointer, String translated) {
        String loss = translated.substring(translated.lastIndexOf('}') + 1) + ",";
        String path = pointer.substring(1).replaceAll("/\\d+", "").replace('/', '.');
        String type = request.at(pointer).path("type").asText();
        return Stream.of(path, path + "." + type, path.replaceAll("\\..*", ""))
                .anyMatch(lost -> loss.matches(".*[=,]" + Pattern.quote(lost) + "[,;].*"));
    }

    private static void collect(JsonNode node, String pointer, List<String> pointers) {
        if (node.isObject()) {
            pointers.add(pointer);
            node.properties().forEach(member -> collect(member.getValue(), pointer + "/" + member.getKey(), pointers));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(node.get(i), pointer + "/" + i, pointers);
            }
        }
    }

    private static String translated(String name, JsonNode json) {
        Dialect dialect = dialect(name);
        ByteBuf body = Unpooled.copiedBuffer(json.toString(), StandardCharsets.UTF_8);
        LossReport loss = new LossReport();
        try {
            ChatRequest request = dialect.requestReader().read(body, 0, body.writerIndex(), loss);
            return request + written(name, models(name).get(0), request) + loss.line();
        } catch (FaultException refused) {
            return "refused: " + refused.fault().message();
        }
    }

    private static String written(String dialect, String model, ChatRequest request) {
        LossReport loss = new LossReport();
        ByteBuf out = Unpooled.buffer();
        try {
            dialect(dialect).requestWriter().write(request, ModelTarget.of("p", model), JsonWriter.into(out), loss);
        } catch (FaultException refused) {
            return "refused: " + refused.fault().message();
        }
        return out.toString(StandardCharsets.UTF_8) + loss.line();
    }

    private static List<Message> turn(Role role, List<Part> parts) {
        Part.ToolCall call = new Part.ToolCall(text("c1"), text("f"), new Part.Arguments.Json(RawJson.of("{}")), null);
        List<Part> all = new ArrayList<>(List.of(new Part.Text(text("something"))));
        all.addAll(parts);
        return switch (role) {
            case TOOL ->
                List.of(
                        new Message(Role.ASSISTANT, List.of(call)),
                        new Message(Role.TOOL, List.of(new Part.ToolResult(text("c1"), null, all, false))));
            default -> List.of(new Message(role, all));
        };
    }

    private static ChatRequest request(
            List<Message> turns, List<Setting> settings, @Nullable OutputFormat format, @Nullable Effort effort) {
        List<Message> messages = new ArrayList<>(List.of(new Message(Role.USER, List.of(new Part.Text(text("hi"))))));
        messages.addAll(turns);
        messages.add(new Message(Role.USER, List.of(new Part.Text(text("go on")))));
        return new ChatRequest(messages, List.of(), null, format, effort, List.of(), settings, false, false);
    }

    private static Part.Media media(Part.Media.Kind kind, String type, @Nullable EscapedText detail) {
        return new Part.Media(kind, text(type), new Part.Media.Source.Inline(text("AAAA")), text("a.x"), detail);
    }

    private static EscapedText text(String text) {
        return EscapedText.of(text);
    }

    private static Arguments with(Arguments arguments, Object more) {
        List<Object> all = new ArrayList<>(List.of(arguments.get()));
        all.add(more);
        return Arguments.of(all.toArray());
    }

    private static Path golden() {
        return Path.of(System.getProperty("penstock.root", "."))
                .resolve("gateway-providers/src/test/resources/io/penstock/dialect/golden/requests");
    }

    private static Dialect dialect(String name) {
        return Objects.requireNonNull(Dialects.find(name));
    }
}
