package io.penstock.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.Dialect;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.server.testing.Request;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a provider was asked, read by the reader of its own dialect. */
final class Asked {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChatRequest request;
    private final Set<Aspect> lost = EnumSet.noneOf(Aspect.class);

    private Asked(ChatRequest request) {
        this.request = request;
    }

    /** What is not there of what the client asked. What is there and wrong fails the test. */
    static Set<Aspect> lost(Feature feature, Dialect dialect, Request sent) {
        ByteBuf body = Unpooled.wrappedBuffer(sent.body());
        ChatRequest request =
                dialect.requestReader().read(body, body.readerIndex(), body.writerIndex(), new LossReport());
        return new Asked(request).compare(feature);
    }

    private Set<Aspect> compare(Feature feature) {
        expect(Aspect.SYSTEM, texts(Role.SYSTEM).equals(List.of(Words.SYSTEM)));
        expect(Aspect.QUESTION, texts(Role.USER).equals(List.of(Words.QUESTION)));
        expect(Aspect.TOOLS, tools().equals(Words.tools(feature).keySet()));
        switch (feature) {
            case IMAGE -> expect(Aspect.IMAGE, parts(Part.Media.class).stream().anyMatch(Asked::isImage));
            case REASONING ->
                expect(
                        Aspect.EFFORT,
                        request.effort() != null && request.effort().toLevel() != Effort.Level.NONE);
            case STRUCTURED -> expect(Aspect.SCHEMA, isSchema());
            case TOOL_RESULT -> {
                expect(Aspect.EARLIER_CALL, parts(Part.ToolCall.class).stream().anyMatch(Asked::isCall));
                expect(Aspect.RESULT, parts(Part.ToolResult.class).stream().anyMatch(this::isResult));
            }
            default -> {
                // nothing more
            }
        }
        return lost;
    }

    private void expect(Aspect aspect, boolean isThere) {
        if (!isThere) {
            lost.add(aspect);
        }
    }

    private List<String> texts(Role role) {
        List<String> texts = new ArrayList<>();
        for (Message message : request.messages()) {
            for (Part part : message.parts()) {
                if (message.role() == role && part instanceof Part.Text text) {
                    texts.add(text.text().decode());
                }
            }
        }
        return texts;
    }

    private <T extends Part> List<T> parts(Class<T> type) {
        return request.messages().stream()
                .flatMap(message -> message.parts().stream())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The names of the tools, each with its description and the parameters that it had. */
    private Set<String> tools() {
        Set<String> names = new HashSet<>();
        for (ChatRequest.Tool tool : request.tools()) {
            String name = tool.name().decode();
            assertThat(String.valueOf(tool.description())).isEqualTo(Words.DESCRIPTION);
            assertThat(properties(Objects.requireNonNull(tool.schema(), "a schema")))
                    .isEqualTo(properties(name.equals(Words.TIME) ? Words.TIME_SCHEMA : Words.WEATHER_SCHEMA));
            names.add(name);
        }
        return names;
    }

    private boolean isSchema() {
        return request.format() instanceof OutputFormat.JsonSchema format
                && properties(format.schema()).equals(properties(Words.FORMAT_SCHEMA));
    }

    private static Set<String> properties(Map<String, Object> schema) {
        return names(JSON.valueToTree(schema));
    }

    private static Set<String> properties(RawJson schema) {
        return names(json(schema));
    }

    private static Set<String> names(JsonNode schema) {
        Set<String> names = new HashSet<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static boolean isImage(Part.Media media) {
        return media.kind() == Part.Media.Kind.IMAGE
                && media.mimeType() != null
                && media.mimeType().is("image/png")
                && media.source() instanceof Part.Media.Source.Inline inline
                && inline.base64().decode().equals(Words.PNG);
    }

    private static boolean isCall(Part.ToolCall call) {
        return call.name().is(Words.WEATHER)
                && json(call.arguments().toObject()).equals(JSON.valueToTree(Words.ARGUMENTS));
    }

    /** The result, and that it belongs to the call that was made: by an id of the provider's dialect, or by the name. */
    private boolean isResult(Part.ToolResult result) {
        Part.ToolCall call = parts(Part.ToolCall.class).get(0);
        assertThat(result.callId()).isEqualTo(call.id());
        return result.content().stream().anyMatch(Asked::isResultText);
    }

    private static boolean isResultText(Part part) {
        if (part instanceof Part.Text text) {
            return text.text().decode().equals(Words.RESULT);
        }
        return part instanceof Part.Structured structured
                && json(structured.json()).findValuesAsText("output").equals(List.of(Words.RESULT));
    }

    private static JsonNode json(RawJson json) {
        try {
            return JSON.readTree(json.toString());
        } catch (JsonProcessingException e) {
            throw new AssertionError(json.toString(), e);
        }
    }
}
