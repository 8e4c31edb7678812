package io.penstock.dialect.openai.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Part;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A request on its way through reader and writer, and what it lost. JSON of a test has single quotes. */
final class Asked {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LEAD_BYTES = 3;

    final LossReport loss = new LossReport();
    final ChatRequest request;

    private Asked(String json) {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteBuf body = Unpooled.buffer().writeZero(LEAD_BYTES).writeBytes(bytes);
        request = new OpenAiRequestReader().read(body, LEAD_BYTES, body.writerIndex(), loss);
    }

    static Asked of(String json) {
        return new Asked(json);
    }

    /** One with that last message, and no more. */
    static Asked message(String message) {
        return of("{'model':'m','messages':[" + message + "]}");
    }

    /** One with these members besides its messages. */
    static Asked members(String members) {
        return of("{'model':'m','messages':[]," + members + "}");
    }

    /** What the reader lost. */
    String lost() {
        return loss.line();
    }

    ChatRequest.Message message(int index) {
        return request.messages().get(index);
    }

    List<Part> parts(int index) {
        return message(index).parts();
    }

    /** What a provider gets. */
    JsonNode written(ModelTarget target) {
        ByteBuf out = Unpooled.buffer();
        new OpenAiRequestWriter().write(request, target, JsonWriter.into(out), loss);
        return json(out.toString(StandardCharsets.UTF_8));
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
