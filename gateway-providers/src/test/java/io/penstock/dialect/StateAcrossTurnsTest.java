package io.penstock.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import io.penstock.codec.json.BytePatch;
import io.penstock.codec.json.EscapedText;
import io.penstock.provider.Dialects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Turn 1 is translated: a client of each dialect gets the state of another. Turn 2 is relayed: it sends back what it got, to a provider of
 * its own dialect, which must not see that state.
 */
final class StateAcrossTurnsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ChatRequest NOTHING =
            new ChatRequest(List.of(), List.of(), null, null, null, List.of(), List.of(), true, true);
    /** What a state looks like on its way, as it stands and in the base64 of Gemini's clients. */
    private static final List<String> LABELS = List.of("__ps1_", "X19wczFf", "c2VjcmV0", "secret");

    private static final Map<String, String> KINDS =
            Map.of("anthropic", "signature", "gemini", "thought_signature", "responses", "encrypted_content");

    static Stream<Arguments> makers() {
        return Dialects.all().stream()
                .flatMap(client -> KINDS.keySet().stream()
                        .filter(maker -> !maker.equals(client.name()))
                        .map(maker -> Arguments.of(client.name(), maker)));
    }

    static Stream<String> dialects() {
        return Dialects.all().stream().map(Dialect::name);
    }

    @ParameterizedTest
    @MethodSource("makers")
    void aProviderThatDidNotMakeAStateNeverSeesIt(String client, String maker) throws IOException {
        JsonNode answer = answer(client, out -> {
            reasoning(out, maker, "Hm");
            text(out, maker, "Let me see");
            call(out, 0, maker, "call_a");
            call(out, 1, maker, "call_b");
        });
        String request = request(client, answer);

        String relayed = relayed(client, request);

        assertThat(request).containsAnyOf("__ps1_", "X19wczFf");
        assertThat(relayed).doesNotContain(LABELS).contains("Let me see", "call_a", "call_b", "Paris");
        assertThat(relayed(client, relayed)).isEqualTo(relayed);
        assertThat(callIds(client, relayed)).containsExactly("call_a", "call_b", "call_a", "call_b");
    }

    @ParameterizedTest
    @MethodSource("makers")
    void aTurnOfReasoningAloneStaysATurn(String client, String maker) throws IOException {
        JsonNode answer = answer(client, out -> reasoning(out, maker, "Hm"));
        String request = request(client, answer);

        String relayed = relayed(client, request);

        assertThat(relayed).doesNotContain(LABELS);
        JsonNode turns = MAPPER.readTree(relayed).path(listOf(client));
        if (!client.equals("responses")) {
            JsonNode turn = turns.path(1);
            assertThat(turn.path("role").asText()).isIn("assistant", "model");
            JsonNode content = turn.path(client.equals("gemini") ? "parts" : "content");
            assertThat(content.isNull() || content.isTextual() || !content.isEmpty())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void aConversationWithoutLabelsIsNotTouched(String client) throws IOException {
        JsonNode answer = answer(client, out -> {
            reasoning(out, client, "Hm");
            text(out, "", "Let me see __ps1_ and X19wczFf");
            call(out, 0, "", "call_a");
        });
        String request = request(client, answer);

        assertThat(scan(client, List.of(Unpooled.copiedBuffer(request, StandardCharsets.UTF_8)))
                        .patch("m", true))
                .isEqualTo(BytePatch.NONE);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void labelsAreFoundHoweverTheBodyIsCut(String client) throws IOException {
        String maker = client.equals("gemini") ? "anthropic" : "gemini";
        JsonNode answer = answer(client, out -> call(out, 0, maker, "call_a"));
        String request = request(client, answer);

        String relayed = Cuts.agree(request.getBytes(StandardCharsets.UTF_8), pieces -> {
            ByteBuf out = Unpooled.buffer();
            scan(client, pieces).patch("m", true).copy(pieces, out);
            return out.toString(StandardCharsets.UTF_8);
        });

        assertThat(relayed).doesNotContain(LABELS).contains("call_a");
    }

    private interface Telling {
        void to(GenerationEvents out);
    }

    private static void state(GenerationEvents out, String maker) {
        String kind = KINDS.get(maker);
        if (kind != null) {
            EscapedText state = EscapedText.of("c2VjcmV0secretc2VjcmV0".repeat(9));
            out.onReasoningState(0, maker, kind, state.buffer(), state.start(), state.end());
        }
    }

    private static void reasoning(GenerationEvents out, String maker, String text) {
        EscapedText escaped = EscapedText.of(text);
        out.onReasoning(0, escaped.buffer(), escaped.start(), escaped.end());
        state(out, maker);
        out.onBlockEnd(0);
    }

    private static void text(GenerationEvents out, String maker, String text) {
        EscapedText escaped = EscapedText.of(text);
        out.onText(0, escaped.buffer(), escaped.start(), escaped.end());
        state(out, maker);
        out.onBlockEnd(0);
    }

    private static void call(GenerationEvents out, int call, String maker, String id) {
        ByteBuf input = Unpooled.copiedBuffer("{\"city\":\"Paris\"}", StandardCharsets.UTF_8);
        state(out, maker);
        out.onToolCallStart(0, call, EscapedText.of(id), EscapedText.of("weather"));
        out.onToolCallInput(0, call, input, 0, input.writerIndex());
        out.onBlockEnd(0);
    }

    /** What the client is answered. */
    private static JsonNode answer(String client, Telling telling) throws IOException {
        AnswerContext context = new AnswerContext(false, true, "ex1", 1, "m", "p", NOTHING);
        AnswerWriter writer = dialect(client).newAnswerWriter(context);
        ByteBuf out = Unpooled.buffer();
        writer.to(out);
        writer.onStart(EscapedText.of("a1"), EscapedText.of("m"), 1);
        telling.to(writer);
        writer.onFinish(0, FinishReason.STOP, null);
        writer.onEnd();
        writer.close();
        return MAPPER.readTree(out.toString(StandardCharsets.UTF_8));
    }

    /** What the client asks next: the user's word, the answer as it came, and a result for each of its calls. */
    private static String request(String client, JsonNode answer) throws IOException {
        ObjectNode body = MAPPER.createObjectNode();
        if (!client.equals("gemini") && !client.equals("bedrock")) {
            body.put("model", "m");
        }
        ArrayNode turns = body.putArray(listOf(client));
        turns.add(MAPPER.readTree(
                client.equals("gemini") || client.equals("bedrock")
                        ? "{\"role\":\"user\",\"" + (client.equals("gemini") ? "parts" : "content")
                                + "\":[{\"text\":\"hi\"}]}"
                        : "{\"role\":\"user\",\"content\":\"hi\"}"));
        addAnswerAndResults(client, answer, turns);
        return MAPPER.writeValueAsString(body);
    }

    private static void addAnswerAndResults(String client, JsonNode answer, ArrayNode turns) {
        switch (client) {
            case "openai", "cohere" -> {
                JsonNode message = client.equals("openai") ? answer.at("/choices/0/message") : answer.path("message");
                turns.add(message);
                message.path("tool_calls")
                        .forEach(call -> turns.addObject()
                                .put("role", "tool")
                                .put("tool_call_id", call.path("id").asText())
                                .put("content", "fine"));
            }
            case "anthropic" -> {
                turns.addObject().put("role", "assistant").set("content", answer.path("content"));
                ArrayNode results = turns.addObject().put("role", "user").putArray("content");
                answer.path("content").forEach(block -> {
                    if (block.path("type").asText().equals("tool_use")) {
                        results.addObject()
                                .put("type", "tool_result")
                                .put("tool_use_id", block.path("id").asText());
                    }
                });
                results.addObject().put("type", "text").put("text", "go on");
            }
            case "bedrock" -> {
                turns.add(answer.at("/output/message"));
                ArrayNode results = turns.addObject().put("role", "user").putArray("content");
                answer.at("/output/message/content").forEach(block -> {
                    if (block.has("toolUse")) {
                        results.addObject()
                                .putObject("toolResult")
                                .put("toolUseId", block.at("/toolUse/toolUseId").asText())
                                .putArray("content");
                    }
                });
                results.addObject().put("text", "go on");
            }
            case "gemini" -> {
                turns.add(answer.at("/candidates/0/content"));
                ArrayNode results = turns.addObject().put("role", "user").putArray("parts");
                answer.at("/candidates/0/content/parts").forEach(part -> {
                    if (part.has("functionCall")) {
                        ObjectNode result = results.addObject().putObject("functionResponse");
                        result.put("name", "weather").set("id", part.at("/functionCall/id"));
                        result.putObject("response").put("output", "fine");
                    }
                });
            }
            default -> {
                turns.addAll((ArrayNode) answer.path("output"));
                answer.path("output").forEach(item -> {
                    if (item.has("call_id")) {
                        turns.addObject()
                                .put("type", "function_call_output")
                                .put("call_id", item.path("call_id").asText())
                                .put("output", "fine");
                    }
                });
            }
        }
    }

    private static String listOf(String client) {
        return switch (client) {
            case "gemini" -> "contents";
            case "responses" -> "input";
            default -> "messages";
        };
    }

    private static RequestScan scan(String client, List<ByteBuf> pieces) {
        RequestScan scan = dialect(client).newRequestScan(operation(client), "application/json");
        pieces.forEach(piece -> scan.onBody(piece, piece.readerIndex(), piece.writerIndex()));
        scan.onEnd();
        return scan;
    }

    private static Operation operation(String client) {
        return client.equals("responses") ? Operation.RESPONSES : Operation.CHAT;
    }

    private static String relayed(String client, String request) {
        List<ByteBuf> pieces = List.of(Unpooled.copiedBuffer(request, StandardCharsets.UTF_8));
        ByteBuf out = Unpooled.buffer();
        scan(client, pieces).patch("m", true).copy(pieces, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The ids of calls, then those of results. */
    private static List<String> callIds(String client, String request) {
        ByteBuf body = Unpooled.copiedBuffer(request, StandardCharsets.UTF_8);
        ChatRequest read = dialect(client).requestReader().read(body, 0, body.writerIndex(), new LossReport());
        List<String> calls = new ArrayList<>();
        List<String> results = new ArrayList<>();
        for (ChatRequest.Message message : read.messages()) {
            for (Part part : message.parts()) {
                if (part instanceof Part.ToolCall call) {
                    calls.add(call.id().decode());
                } else if (part instanceof Part.ToolResult result) {
                    results.add(result.callId().decode());
                }
            }
        }
        calls.addAll(results);
        return calls;
    }

    private static Dialect dialect(String name) {
        return Objects.requireNonNull(Dialects.find(name));
    }
}
