package io.penstock.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a caller says of other places, its request goes to the provider that it named, or nowhere; and nothing else goes anywhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DestinationTest {
    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

    private static final String ASK = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":5";

    /** Where no provider is: who comes here was led. */
    private final ScriptedUpstream trap = ScriptedUpstream.answering(ANSWER);

    private final ScriptedUpstream openai = ScriptedUpstream.answering(ANSWER);
    private final ScriptedUpstream anthropic = ScriptedUpstream.answering(ANSWER);
    private final ScriptedUpstream google = ScriptedUpstream.answering(ANSWER);
    private final RunningGateway gateway = RunningGateway.settings(openai.port())
            .variable("ANTHROPIC_API_URL", url(anthropic) + "/v1")
            .variable("ANTHROPIC_API_KEY", "sk-of-anthropic")
            .variable("GOOGLE_API_URL", url(google) + "/v1beta")
            .variable("GOOGLE_API_KEY", "sk-of-google")
            .start();

    private static String url(ScriptedUpstream upstream) {
        return "http://127.0.0.1:" + upstream.port();
    }

    @AfterAll
    void close() {
        gateway.close();
        trap.close();
        openai.close();
        anthropic.close();
        google.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"api_base\":\"TRAP\"",
                "\"base_url\":\"TRAP\"",
                "\"baseUrl\":\"TRAP\"",
                "\"baseURL\":\"TRAP\"",
                "\"api_url\":\"TRAP\",\"endpoint\":\"TRAP\",\"url\":\"TRAP\",\"host\":\"TRAP\",\"proxy\":\"TRAP\"",
                "\"custom_llm_provider\":\"TRAP\",\"provider\":{\"base_url\":\"TRAP\"},\"provider_config\":{\"url\":\"TRAP\"}",
                "\"user_config\":{\"api_base\":\"TRAP\",\"model_list\":[{\"litellm_params\":{\"api_base\":\"TRAP\"}}]}",
                "\"litellm_params\":{\"api_base\":\"TRAP\"},\"extra_body\":{\"base_url\":\"TRAP\"}",
                "\"metadata\":{\"api_base\":\"TRAP\"},\"extra_headers\":{\"host\":\"TRAP\",\"location\":\"TRAP\"}",
                "\"callback_url\":\"TRAP\",\"webhook\":\"TRAP\",\"webhook_url\":\"TRAP\",\"fallbacks\":[{\"api_base\":\"TRAP\"}]",
                "\"tools\":[{\"type\":\"mcp\",\"server_label\":\"x\",\"server_url\":\"TRAP\"}]",
                "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"TRAP/a.png\"}}]}]",
                "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"file\",\"file\":{\"file_data\":\"TRAP/a.pdf\",\"file_url\":\"TRAP/a.pdf\"}}]}]",
                "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"TRAP/a.png\"}}]}]",
            })
    void noFieldOfABodyChangesWhereItGoes(String fields) {
        String said = fields.replace("TRAP", url(trap));
        for (String path :
                List.of("/v1/chat/completions", "/anthropic/v1/messages", "/v1/responses", "/v1/embeddings")) {
            for (String body : List.of("%s," + ASK + ",\"input\":\"Hi\"", ASK + ",\"input\":\"Hi\",%s")) {
                goesTo(openai, path, "openai/m", body, said);
                goesTo(anthropic, path, "anthropic/m", body, said);
                goesTo(google, path, "google/m", body, said);
            }
        }
        goesTo(openai, "/proxy/openai/chat/completions", "m", "%s", said);
        goesTo(google, "/proxy/google/models/m:generateContent", "m", "%s", said);

        assertThat(trap.connections()).isZero();
    }

    /** A body may be refused, with a field twice or an operation that a provider has not; then it goes nowhere. */
    private void goesTo(ScriptedUpstream provider, String path, String model, String body, String fields) {
        List<ScriptedUpstream> all = List.of(openai, anthropic, google);
        all.forEach(DestinationTest::posts);

        int status = ask(path, "", "{\"model\":\"" + model + "\"," + body.replace("%s", fields) + "}");

        int expected = status == 400 || status == 404 || status == 501 ? 0 : 1;
        for (int i = 0; i < all.size(); i++) {
            assertThat(posts(all.get(i)))
                    .as("%d for %s of %s with %s", status, path, model, fields)
                    .hasSize(all.get(i) == provider ? expected : 0);
        }
    }

    /** The requests of callers since the last time: the gateway's own ask for lists. */
    private static List<String> posts(ScriptedUpstream provider) {
        return provider.taken().stream()
                .map(Request::line)
                .filter(line -> line.startsWith("POST "))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai/m@TRAP",
                "openai@TRAP/m",
                "TRAP/m",
                "TRAP#openai/m",
                "openai/../../TRAP",
                "openai/TRAP/v1",
                "google/../TRAP",
                "google/m?x=TRAP",
                "google/..%2f..%2fm",
                "google/m:x/../../TRAP",
            })
    void noNameOfAModelChangesWhereItGoes(String model) {
        String said = model.replace("TRAP", url(trap));

        for (String path : List.of("/v1/chat/completions", "/anthropic/v1/messages", "/v1/embeddings")) {
            ask(path, "", "{\"model\":\"" + said + "\"," + ASK + ",\"input\":\"Hi\"}");
        }

        assertThat(trap.connections()).isZero();
        for (ScriptedUpstream provider : List.of(openai, anthropic, google)) {
            assertThat(posts(provider))
                    .allMatch(line -> line.matches("POST /(v1|v1beta)/[^/?#.]\\S* HTTP/1\\.1"))
                    .noneMatch(line -> line.contains("..") || line.contains("://"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-api-base: TRAP",
                "api-base: TRAP",
                "x-base-url: TRAP",
                "x-portkey-custom-host: TRAP",
                "x-litellm-api-base: TRAP",
                "x-target-url: TRAP",
                "x-forwarded-host: TRAP",
                "x-original-url: TRAP",
                "forwarded: host=TRAP",
                "location: TRAP",
                "referer: TRAP",
                "origin: TRAP",
                "openai-base-url: TRAP",
                "helicone-openai-api-base: TRAP",
                "cf-aig-custom-host: TRAP",
            })
    void noFieldOfAHeadChangesWhereItGoes(String field) {
        posts(openai);
        String body = "{\"model\":\"openai/m\"," + ASK + "}";

        int status = ask("/v1/chat/completions", field.replace("TRAP", url(trap)) + "\r\n", body);

        assertThat(posts(openai)).as("%d", status).hasSize(1);
        assertThat(trap.connections()).isZero();
    }

    private int ask(String path, String fields, String body) {
        try (RawClient client = gateway.connect()) {
            Answer answer = client.send("POST " + path + " HTTP/1.1\r\nhost: a\r\nconnection: close\r\n"
                            + "content-type: application/json\r\n" + fields + "content-length: "
                            + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body)
                    .answer();
            return answer.status();
        }
    }
}
