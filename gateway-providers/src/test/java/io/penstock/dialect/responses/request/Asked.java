package io.penstock.dialect.responses.request;

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
        request = new ResponsesRequestReader().read(body, LEAD_BYTES, body.writerIndex(), loss);
    }

    static Asked of(String json) {
        return new Asked(json);
    }

    /** One with these items, and no more. */
    static Asked items(String items) {
        return of("{'model':'m','input':[" + items + "]}");
    }

    /** One with these members besides its input. */
    static Asked members(String members) {
        return of("{'model':'m','input':'x'," + members + "}");
    }

    /** What was lost so far. */
    String lost() {
        return loss.line();
    }

    List<Part> parts(int index) {
        return request.messages().get(index).parts();
    }

    /** What a provider gets. */
    JsonNode written(ModelTarget target) {
        return written(request, target, loss);
    }

    static JsonNode written(ChatRequest request, ModelTarget target, LossReport loss) {
        ByteBuf out = Unpooled.buffer();
        new ResponsesRequestWriter().write(request, target, JsonWriter.into(out), loss);
        return json(out.toString(StandardCharsets.UTF_8));
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    static String quoted(JsonNode json) {
        return json.toString().replace('"', '\'');
    }
}
