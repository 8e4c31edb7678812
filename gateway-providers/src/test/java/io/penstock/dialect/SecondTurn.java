package io.penstock.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.provider.Dialects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** A conversation of two turns: an answer with state of another dialect in it, and the request in which its client sends it back. */
final class SecondTurn {
    /** What a state looks like on its way, as it stands and in the base64 of Gemini's clients. */
    static final List<String> LABELS = List.of("__ps1_", "X19wczFf", "c2VjcmV0", "secret");

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ChatRequest NOTHING =
            new ChatRequest(List.of(), List.of(), null, null, null, List.of(), List.of(), true, true);
    private static final Map<String, String> KINDS = Map.of(
            "openai", "thought_signature",
            "responses", "encrypted_content",
            "anthropic", "signature",
            "gemini", "thought_signature",
            "bedrock", "signature");

    private SecondTurn() {}

    /** Each client's dialect with each other one that makes state. */
    static Stream<Arguments> makers() {
        return Dialects.all().stream()
                .flatMap(client -> KINDS.keySet().stream()
                        .filter(maker -> !maker.equals(client.name()))
                        .map(maker -> Arguments.of(client.name(), maker)));
    }

    static Dialect dialect(String name) {
        return Objects.requireNonNull(Dialects.find(name));
    }

    interface Telling {
        void to(GenerationEvents out);
    }

    private static void state(GenerationEvents out, String maker) {
        String kind = KINDS.get(maker);
        if (kind != null) {
            EscapedText state = EscapedText.of("c2VjcmV0secretc2VjcmV0".repeat(9));
            out.onReasoningState(0, maker, kind, state.buffer(), state.start(), state.end());
        }
    }

    static void reasoning(GenerationEvents out, String maker, String text) {
        EscapedText escaped = EscapedText.of(text);
        out.onReasoning(0, escaped.buffer(), escaped.start(), escaped.end());
        state(out, maker);
        out.onBlockEnd(0);
    }

    static void text(GenerationEvents out, String maker, String text) {
        EscapedText escaped = EscapedText.of(text);
        out.onText(0, escaped.buffer(), escaped.start(), escaped.end());
        state(out, maker);
        out.onBlockEnd(0);
    }

    static void call(GenerationEvents out, int call, String maker, String id) {
        ByteBuf input = Unpooled.copiedBuffer("{\"city\":\"Paris\"}", StandardCharsets.UTF_8);
        state(out, maker);
        out.onToolCallStart(0, call, EscapedText.of(id), EscapedText.of("weather"));
        out.onToolCallInput(0, call, input, 0, input.writerIndex());
        out.onBlockEnd(0);
    }

    /** What the client is answered by a provider that nobody is asked for. */
    static JsonNode answer(String client, Telling telling) throws IOException {
        return answer(client, ModelTarget.of("p", "m"), telling);
    }

    /** What the client is answered. */
    static JsonNode answer(String client, ModelTarget target, Telling telling) throws IOException {
        AnswerContext context = new AnswerContext(false, true, "ex1", 1, target, NOTHING);
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
    static String request(String client, JsonNode answer) throws IOException {
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

    static String listOf(String client) {
        return switch (client) {
            case "gemini" -> "contents";
            case "responses" -> "input";
            default -> "messages";
        };
    }
}
