package io.penstock.dialect.bedrock.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import java.nio.charset.StandardCharsets;

/** A request and what was lost of it so far. */
record Asked(ChatRequest request, LossReport loss) {
    static final String CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Reads a client's request; single quotes stand for double ones. */
    static Asked of(String json) {
        ByteBuf body = Unpooled.buffer().writeZero(3);
        body.writeCharSequence(json.replace('\'', '"'), StandardCharsets.UTF_8);
        LossReport loss = new LossReport();
        return new Asked(new BedrockRequestReader().read(body, 3, body.writerIndex(), loss), loss);
    }

    /** A request of Java's own. */
    static Asked of(ChatRequest request) {
        return new Asked(request, new LossReport());
    }

    /** What is written for that model, keys as they came, single quotes for double ones. */
    String written(String model) {
        return written(ModelTarget.of("some", model));
    }

    String written(ModelTarget target) {
        ByteBuf out = Unpooled.buffer();
        new BedrockRequestWriter().write(request, target, JsonWriter.into(out), loss);
        return json(out.toString(StandardCharsets.UTF_8)).toString().replace('"', '\'');
    }

    /** One member of what is written for that model; {@code none} where it is not there. */
    String member(String model, String name) {
        JsonNode written = json(written(model).replace('\'', '"'));
        return written.has(name) ? written.get(name).toString().replace('"', '\'') : "none";
    }

    String lost() {
        return loss.line();
    }

    static JsonNode json(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }
}
