package io.penstock.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.exchange.LocalAnswer;
import io.penstock.exchange.LocalReply;
import io.penstock.exchange.LocalRequest;
import io.penstock.exchange.LocalSource;
import io.penstock.route.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The built-in provider: {@code demo/echo} says what it was told, a word at a time. It answers Chat Completions only, as OpenAI's
 * API would, usage event included.
 */
public final class Demo implements LocalAnswer {
    private static final List<String> MODELS = Target.Local.MODELS;

    private static final AtomicLong COUNT = new AtomicLong();

    @Override
    public LocalSource answer(LocalRequest request, LocalReply reply) {
        String model = request.model() == null ? MODELS.get(0) : request.model();
        if (!MODELS.contains(model)) {
            reply.fault(GatewayFault.of(Kind.MODEL_NOT_FOUND, "model: " + model + " (expected: echo)", "model"));
            return LocalSource.NOTHING_MORE;
        }
        try {
            DemoAnswer answer = new DemoAnswer(
                    "chatcmpl-demo" + COUNT.incrementAndGet(), model, echo(request), promptWords(request));
            if (request.isStream()) {
                return new DemoStream(answer, request, reply).start();
            }
            reply.head(200, "application/json");
            reply.payload(bytes(request, answer.whole()));
            reply.end();
        } catch (FaultException fault) {
            reply.fault(fault.fault());
        }
        return LocalSource.NOTHING_MORE;
    }

    static ByteBuf bytes(LocalRequest request, ObjectNode json) {
        byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
        return request.alloc().buffer(text.length).writeBytes(text);
    }

    private static int promptWords(LocalRequest request) {
        int words = 0;
        for (JsonNode message : messages(request)) {
            words += text(message.path("content")).split("\\s+").length;
        }
        return words;
    }

    private static String echo(LocalRequest request) {
        String last = "";
        for (JsonNode message : messages(request)) {
            if (message.path("role").asText().equals("user")) {
                last = text(message.path("content"));
            }
        }
        return last.isBlank() ? "Penstock is listening." : last;
    }

    private static JsonNode messages(LocalRequest request) {
        CompositeByteBuf whole =
                request.alloc().compositeBuffer(Math.max(16, request.body().size()));
        try {
            for (ByteBuf piece : request.body()) {
                whole.addComponent(true, piece.retainedDuplicate());
            }
            JsonNode messages =
                    Json.MAPPER.readTree(whole.toString(StandardCharsets.UTF_8)).path("messages");
            if (!messages.isArray() || messages.isEmpty()) {
                throw new FaultException(GatewayFault.of(
                        Kind.INVALID_REQUEST, "messages: missing (expected: an array of at least 1)", "messages"));
            }
            return messages;
        } catch (JsonProcessingException malformed) {
            throw new FaultException(GatewayFault.of(Kind.INVALID_JSON, "body: no JSON"));
        } finally {
            whole.release();
        }
    }

    private static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.asText("");
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            text.append(part.path("text").asText(""));
        }
        return text.toString();
    }

    /** Made by the first chat: it takes 40 ms of a start (JDK 25), and most gateways have no use for this provider. */
    private static final class Json {
        static final ObjectMapper MAPPER = new ObjectMapper();
    }
}
