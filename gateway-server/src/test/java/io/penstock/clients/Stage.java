package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A provider, a gateway before it, and OpenAI's client at either. */
final class Stage implements AutoCloseable {
    /** The model, as the provider calls it. */
    static final String MODEL = "gpt-4.1-nano";

    /** The same, as a client of the gateway may call it. */
    static final String ROUTED_MODEL = "openai/" + MODEL;

    private static final String CLIENT_KEY = "sk-of-the-client";
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern BOUNDARY = Pattern.compile("boundary=([^;]+)");

    private final ScriptedUpstream upstream;
    private final RunningGateway gateway;
    private final List<OpenAIClient> clients = new ArrayList<>();

    private Stage(ScriptedUpstream upstream, RunningGateway gateway) {
        this.upstream = upstream;
        this.gateway = gateway;
    }

    /** Something that a program does with the client. */
    interface Call<T> {
        /** Asks {@code model} of {@code client}. */
        T make(OpenAIClient client, String model);
    }

    /**
     * What a call through the gateway came to.
     *
     * @param answer what the client got
     * @param request what the provider got
     */
    record Seen<T>(T answer, Request request) {}

    /** A stage whose provider answers every request with these bytes. */
    static Stage answering(byte[] answer) {
        return of(ScriptedUpstream.answering(answer));
    }

    /** A stage whose provider follows a script. */
    static Stage playing(ScriptedUpstream.Script script) {
        return of(ScriptedUpstream.of(script));
    }

    private static Stage of(ScriptedUpstream upstream) {
        return of(upstream, settings -> {});
    }

    /** A stage whose gateway has settings of its own. */
    static Stage of(ScriptedUpstream upstream, Consumer<RunningGateway.Settings> change) {
        RunningGateway.Settings settings = RunningGateway.settings(upstream.port())
                .variable("ENABLE_IMAGES", "true")
                .variable("ENABLE_VISION", "true");
        change.accept(settings);
        return new Stage(upstream, settings.start());
    }

    ScriptedUpstream upstream() {
        return upstream;
    }

    /** A client of the gateway that does not try again. */
    OpenAIClient client() {
        return client(builder -> builder.maxRetries(0));
    }

    /** A client of the gateway, with its own defaults but for a change. */
    OpenAIClient client(Consumer<OpenAIOkHttpClient.Builder> change) {
        return clientAt(gateway.port(), change);
    }

    private OpenAIClient clientAt(int port, Consumer<OpenAIOkHttpClient.Builder> change) {
        OpenAIOkHttpClient.Builder builder = OpenAIOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + port + "/v1")
                .apiKey(CLIENT_KEY)
                .timeout(DEADLINE);
        change.accept(builder);
        OpenAIClient client = builder.build();
        clients.add(client);
        return client;
    }

    /** Makes a call at the provider and at the gateway, and fails unless client and provider see the same both times. */
    <T> Seen<T> sameOfBoth(Call<T> call) {
        T expected = call.make(clientAt(upstream.port(), builder -> builder.maxRetries(0)), MODEL);
        Request direct = upstream.nextRequest();

        T answer = call.make(client(), ROUTED_MODEL);
        Request relayed = upstream.nextRequest();

        assertThat(answer).isEqualTo(expected);
        assertSame(relayed, direct);
        return new Seen<>(answer, relayed);
    }

    private static void assertSame(Request relayed, Request direct) {
        assertThat(relayed.line()).isEqualTo(direct.line());
        assertThat(relayed.values("accept")).isEqualTo(direct.values("accept"));
        assertThat(relayed.values("user-agent")).isEqualTo(direct.values("user-agent"));
        assertThat(relayed.values("authorization")).containsExactly("Bearer " + RunningGateway.PROVIDER_KEY);
        assertThat(direct.values("authorization")).containsExactly("Bearer " + CLIENT_KEY);
        String type = type(direct);
        if (type.startsWith("multipart/")) {
            assertThat(unbounded(relayed)).isEqualTo(unbounded(direct));
            return;
        }
        assertThat(type(relayed)).isEqualTo(type);
        if (relayed.body().length == direct.body().length) {
            assertThat(relayed.text()).isEqualTo(direct.text());
        } else {
            assertThat(json(relayed)).isEqualTo(askingForUsage(json(direct)));
        }
    }

    /** Nothing but this may be added to a body, and only to that of a stream. */
    private static ObjectNode askingForUsage(ObjectNode body) {
        assertThat(body.path("stream").asBoolean()).isTrue();
        body.withObject("/stream_options").put("include_usage", true);
        return body;
    }

    /** The body of a request as JSON. */
    static ObjectNode json(Request request) {
        try {
            return (ObjectNode) JSON.readTree(request.text());
        } catch (JsonProcessingException e) {
            throw new AssertionError(request.text(), e);
        }
    }

    private static String type(Request request) {
        return String.join(",", request.values("content-type"));
    }

    /** A multipart request's type and body, with the same word in place of the boundary that the client drew by lot. */
    private static String unbounded(Request request) {
        Matcher boundary = BOUNDARY.matcher(type(request));
        assertThat(boundary.find()).isTrue();
        String whole = type(request) + "\n" + new String(request.body(), StandardCharsets.ISO_8859_1);
        return whole.replace(boundary.group(1), "BOUNDARY");
    }

    @Override
    public void close() {
        clients.forEach(OpenAIClient::close);
        gateway.close();
        upstream.close();
    }
}
