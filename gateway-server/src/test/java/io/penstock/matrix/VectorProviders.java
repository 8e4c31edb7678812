package io.penstock.matrix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.ScriptedUpstream;
import io.penstock.server.testing.UpstreamSide;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Providers of embeddings at one address, each in the form that it is asked in. The vector of a text is the number in it, and two more
 * numbers; a text has three tokens.
 */
final class VectorProviders implements AutoCloseable {
    static final String SECOND = "0.00625";
    static final String THIRD = "-1.5e-3";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TOKENS = 3;

    private final ScriptedUpstream upstream = ScriptedUpstream.of(this::run);
    private volatile int failingCall;
    private final AtomicInteger calls = new AtomicInteger();
    private final List<Request> asked = new CopyOnWriteArrayList<>();

    private void run(UpstreamSide connection) throws IOException {
        for (Request request = connection.request(); request != null; request = connection.request()) {
            if (request.line().startsWith("GET")) {
                connection.send("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
                continue;
            }
            boolean isFailing = calls.incrementAndGet() == failingCall;
            asked.add(request);
            String body = isFailing ? "{\"message\":\"slow down\"}" : answer(request);
            connection.send((isFailing ? "HTTP/1.1 429 Too Many Requests\r\nretry-after: 7\r\n" : "HTTP/1.1 200 OK\r\n")
                    + "content-type: application/json\r\ncontent-length: "
                    + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
        }
    }

    /** Has the call of that number, from 1, refused. */
    void fail(int call) {
        failingCall = call;
    }

    private static String answer(Request request) throws JsonProcessingException {
        String target = request.line().split(" ", -1)[1];
        JsonNode asked = JSON.readTree(request.text());
        if (target.endsWith("/v2/embed")) {
            return cohere(asked);
        }
        if (target.endsWith(":batchEmbedContents")) {
            return gemini(asked);
        }
        if (target.endsWith("/embeddings")) {
            return openAi(asked);
        }
        if (target.endsWith(":predict")) {
            return vertex(asked);
        }
        if (target.endsWith("/invoke")) {
            return titan(asked);
        }
        throw new IllegalStateException("no form has " + target);
    }

    private static String cohere(JsonNode asked) {
        List<String> vectors = new ArrayList<>();
        asked.path("texts").forEach(text -> vectors.add(vector(text.asText())));
        return "{\"id\":\"x\",\"texts\":[],\"embeddings\":{\"float\":[" + String.join(",", vectors)
                + "]},\"meta\":{\"billed_units\":{\"input_tokens\":" + TOKENS * vectors.size() + "}}}";
    }

    private static String gemini(JsonNode asked) {
        List<String> vectors = new ArrayList<>();
        asked.path("requests")
                .forEach(each -> vectors.add("{\"values\":"
                        + vector(each.at("/content/parts/0/text").asText()) + "}"));
        return "{\"embeddings\":[" + String.join(",", vectors) + "]}";
    }

    private static String vertex(JsonNode asked) {
        List<String> vectors = new ArrayList<>();
        asked.path("instances")
                .forEach(each -> vectors.add(
                        "{\"embeddings\":{\"values\":" + vector(each.path("content").asText())
                                + ",\"statistics\":{\"token_count\":" + TOKENS + ",\"truncated\":false}}}"));
        return "{\"predictions\":[" + String.join(",", vectors) + "]}";
    }

    private static String titan(JsonNode asked) {
        return "{\"embedding\":" + vector(asked.path("inputText").asText()) + ",\"inputTextTokenCount\":" + TOKENS + "}";
    }

    /** The last comes first: what counts is the index. */
    private static String openAi(JsonNode asked) throws JsonProcessingException {
        ObjectNode answer = JSON.createObjectNode().put("object", "list");
        ArrayNode data = answer.putArray("data");
        for (int i = asked.path("input").size() - 1; i >= 0; i--) {
            String vector = vector(asked.path("input").get(i).asText());
            data.addObject()
                    .put("object", "embedding")
                    .put("index", i)
                    .set("embedding", JSON.readTree(vector));
        }
        int tokens = TOKENS * asked.path("input").size();
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return JSON.writeValueAsString(answer);
    }

    private static String vector(String text) {
        return "[" + text.replaceAll("\\D", "") + "," + SECOND + "," + THIRD + "]";
    }

    int port() {
        return upstream.port();
    }

    /** What was asked, lists of models left out. */
    List<Request> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        upstream.close();
    }
}
