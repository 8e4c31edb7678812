package io.penstock.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import io.penstock.server.testing.UpstreamSide;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Providers of embeddings and rankings at one address, each in the form that it is asked in. The vector of a text is the number in it, and
 * two more numbers; a text has three tokens.
 */
final class VectorProviders implements AutoCloseable {
    static final String SECOND = "0.00625";
    static final String THIRD = "-1.5e-3";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TOKENS = 3;

    private final ScriptedUpstream upstream = ScriptedUpstream.of(this::run);
    private final Semaphore made = new Semaphore(0);
    private volatile int failingCall;
    private volatile int heldCall;
    private volatile CountDownLatch released = new CountDownLatch(0);
    private final AtomicInteger calls = new AtomicInteger();
    private final List<Request> asked = new CopyOnWriteArrayList<>();

    private void run(UpstreamSide connection) throws IOException, InterruptedException {
        for (Request request = connection.request(); request != null; request = connection.request()) {
            if (request.line().startsWith("GET")) {
                connection.send("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
                continue;
            }
            int call = calls.incrementAndGet();
            asked.add(request);
            made.release();
            if (call == heldCall) {
                connection.await(released);
            }
            boolean isFailing = call == failingCall;
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

    /** Holds the answer to the call of that number, from 1. */
    void hold(int call, CountDownLatch until) {
        released = until;
        heldCall = call;
    }

    /** Waits until that many calls were made. */
    void awaitCalls(int count) {
        try {
            assertThat(made.tryAcquire(count, Client.DEADLINE.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
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
        if (target.endsWith("/rerank")) {
            return ranking(target, asked);
        }
        if (target.endsWith("/invoke")) {
            return asked.has("documents") ? ranking(target, asked) : titan(asked);
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
                .forEach(each -> vectors.add(
                        "{\"values\":" + vector(each.at("/content/parts/0/text").asText()) + "}"));
        return "{\"embeddings\":[" + String.join(",", vectors) + "]}";
    }

    /** The last document is the best. */
    private static String ranking(String target, JsonNode asked) {
        int last = asked.path("documents").size() - 1;
        String results = "[{\"index\":" + last + ",\"relevance_score\":0.98},{\"index\":0,\"relevance_score\":1e-5}]";
        return switch (target) {
            case "/voyage/rerank" -> "{\"object\":\"list\",\"data\":" + results + ",\"usage\":{\"total_tokens\":26}}";
            case "/v2/rerank" ->
                "{\"id\":\"y\",\"results\":" + results + ",\"meta\":{\"billed_units\":{\"search_units\":1}}}";
            default -> "{\"results\":" + results + "}";
        };
    }

    private static String titan(JsonNode asked) {
        return "{\"embedding\":" + vector(asked.path("inputText").asText()) + ",\"inputTextTokenCount\":" + TOKENS
                + "}";
    }

    /** The last comes first: what counts is the index. */
    private static String openAi(JsonNode asked) throws JsonProcessingException {
        ObjectNode answer = JSON.createObjectNode().put("object", "list");
        ArrayNode data = answer.putArray("data");
        for (int i = asked.path("input").size() - 1; i >= 0; i--) {
            String vector = vector(asked.path("input").get(i).asText());
            data.addObject().put("object", "embedding").put("index", i).set("embedding", JSON.readTree(vector));
        }
        int tokens = TOKENS * asked.path("input").size();
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return JSON.writeValueAsString(answer);
    }

    private static String vector(String text) {
        return "[" + text.replaceAll("\\D", "") + "," + SECOND + "," + THIRD + "]";
    }

    /** A gateway before them, whose clients have these names for models. */
    RunningGateway gateway(Map<String, String> models) {
        String url = "http://127.0.0.1:" + upstream.port();
        RunningGateway.Settings settings =
                RunningGateway.settings(upstream.port()).variable("LLAMACPP_API_URL", url + "/llama");
        Map<String, String> paths = Map.of("COHERE", "", "GOOGLE", "/v1beta", "BEDROCK", "", "VOYAGE", "/voyage");
        paths.forEach((provider, path) -> settings.variable(provider + "_API_URL", url + path)
                .variable(provider + "_API_KEY", RunningGateway.PROVIDER_KEY));
        return settings.set("models.aliases", models).start();
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
