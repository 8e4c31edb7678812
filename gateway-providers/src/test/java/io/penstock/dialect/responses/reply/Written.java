package io.penstock.dialect.responses.reply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.responses.request.ResponsesRequestReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What a writer wrote: whole, or as events whose grammar has been checked. JSON of a test has single quotes. */
final class Written {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String ASKED = "{'model':'gpt-x','input':'Hi'}";

    final String text;
    final LossReport loss;

    private Written(String text, LossReport loss) {
        this.text = text;
        this.loss = loss;
    }

    /** The request that a client made. */
    static ChatRequest asked(String json) {
        ByteBuf body = Unpooled.copiedBuffer(json.replace('\'', '"'), StandardCharsets.UTF_8);
        return new ResponsesRequestReader().read(body, 0, body.writerIndex(), new LossReport());
    }

    static AnswerContext context(String json, boolean isStream) {
        return new AnswerContext(isStream, true, "ex-1", 1700000000, ModelTarget.of("google", "up-model"), asked(json));
    }

    static Written events(Consumer<ResponsesAnswerWriter> told) {
        return of(ASKED, true, told);
    }

    static Written whole(Consumer<ResponsesAnswerWriter> told) {
        return of(ASKED, false, told);
    }

    /** Tells a writer, in a buffer as the lane has it. */
    static Written of(String asked, boolean isStream, Consumer<ResponsesAnswerWriter> told) {
        ResponsesAnswerWriter writer = new ResponsesAnswerWriter(context(asked, isStream), null);
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer();
        writer.to(out);
        try {
            told.accept(writer);
            Written written = new Written(out.toString(StandardCharsets.UTF_8), writer.loss());
            if (isStream) {
                written.verifyGrammar();
            }
            return written;
        } finally {
            writer.close();
            out.release();
        }
    }

    static void text(ResponsesAnswerWriter writer, String text) {
        EscapedText escaped = EscapedText.of(text);
        writer.onText(0, escaped.buffer(), escaped.start(), escaped.end());
    }

    static void reasoning(ResponsesAnswerWriter writer, String text) {
        EscapedText escaped = EscapedText.of(text);
        writer.onReasoning(0, escaped.buffer(), escaped.start(), escaped.end());
    }

    static void arguments(ResponsesAnswerWriter writer, int call, String text) {
        EscapedText escaped = EscapedText.of(text.replace('\'', '"'));
        writer.onToolCallArguments(0, call, escaped.buffer(), escaped.start(), escaped.end());
    }

    static void state(ResponsesAnswerWriter writer, String dialect, String kind, String data) {
        EscapedText escaped = EscapedText.of(data);
        writer.onReasoningState(0, dialect, kind, escaped.buffer(), escaped.start(), escaped.end());
    }

    JsonNode json() {
        return parse(text);
    }

    /** The data of each event. */
    List<JsonNode> events() {
        List<JsonNode> events = new ArrayList<>();
        for (String event : text.split("\n\n", -1)) {
            if (!event.isEmpty()) {
                String[] lines = event.split("\n", -1);
                assertThat(lines).as(event).hasSize(2);
                JsonNode data = parse(lines[1].substring("data: ".length()));
                assertThat(lines[0]).isEqualTo("event: " + data.path("type").asText());
                events.add(data);
            }
        }
        return events;
    }

    List<String> types() {
        return events().stream()
                .map(event -> event.path("type").asText().replaceFirst("^response\\.", ""))
                .toList();
    }

    JsonNode last() {
        List<JsonNode> events = events();
        return events.get(events.size() - 1);
    }

    /** The items of the response that ends it. */
    List<JsonNode> output() {
        List<JsonNode> output = new ArrayList<>();
        (text.startsWith("{") ? json() : last().path("response")).path("output").forEach(output::add);
        return output;
    }

    private void verifyGrammar() {
        List<JsonNode> events = events();
        Map<Integer, JsonNode> open = new TreeMap<>();
        Map<Integer, JsonNode> done = new TreeMap<>();
        Map<String, StringBuilder> deltas = new TreeMap<>();
        for (int i = 0; i < events.size(); i++) {
            JsonNode event = events.get(i);
            assertThat(event.path("sequence_number").asInt(-1)).isEqualTo(i);
            int index = event.path("output_index").asInt(-1);
            String type = event.path("type").asText();
            if (type.equals("response.output_item.added")) {
                assertThat(index).isEqualTo(open.size());
                open.put(index, event.path("item"));
            } else if (type.equals("response.output_item.done")) {
                assertThat(event.at("/item/id")).isEqualTo(id(open, index));
                assertThat(done.put(index, event.path("item"))).isNull();
            } else if (index >= 0) {
                assertThat(event.path("item_id")).isEqualTo(id(open, index));
                assertThat(done).doesNotContainKey(index);
                verifyFragments(event, type, deltas);
            }
        }
        JsonNode last = events.get(events.size() - 1);
        if (last.path("type").asText().matches("response\\.(completed|incomplete)")) {
            assertThat(output()).isEqualTo(List.copyOf(done.values()));
            assertThat(done.keySet()).isEqualTo(open.keySet());
        }
    }

    private static JsonNode id(Map<Integer, JsonNode> open, int index) {
        return Objects.requireNonNull(open.get(index), () -> "no item " + index).path("id");
    }

    private static void verifyFragments(JsonNode event, String type, Map<String, StringBuilder> deltas) {
        String block = type.substring(0, type.lastIndexOf('.')) + event.path("output_index") + "/"
                + event.path("content_index") + event.path("summary_index");
        if (type.endsWith(".delta")) {
            deltas.computeIfAbsent(block, key -> new StringBuilder())
                    .append(event.path("delta").asText());
        } else if (type.matches(".*(_text|refusal|arguments|input)\\.done")) {
            String member = Stream.of("refusal", "arguments", "input")
                    .filter(name -> type.endsWith(name + ".done"))
                    .findFirst()
                    .orElse("text");
            assertThat(event.path(member).asText())
                    .isEqualTo(deltas.getOrDefault(block, new StringBuilder()).toString());
        }
    }

    static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
