package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The catalogue's providers of clouds: what they are asked, where, and by whose authority. */
final class CloudProvidersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static String account(int tokenPort) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            String key = Base64.getEncoder()
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
            return """
                    {"type":"service_account","project_id":"p","client_email":"a@b",
                     "private_key":"-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----",
                     "token_uri":"http://127.0.0.1:%d/token"}
                    """.formatted(key, tokenPort);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Request sentToVertex(String request) {
        try (ScriptedUpstream tokens = ScriptedUpstream.answering(
                        Chat.json("200 OK", "{\"access_token\":\"ya29.t\",\"expires_in\":3599}", ""));
                ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("500 No", "{}", ""));
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .variable("VERTEX_LOCATION", "global")
                        .variable("VERTEX_CREDENTIALS_JSON", account(tokens.port()))
                        .variable(
                                "VERTEX_API_URL", "http://127.0.0.1:" + upstream.port() + "/v1/projects/p/locations/l")
                        .variable(
                                "VERTEX_ANTHROPIC_API_URL",
                                "http://127.0.0.1:" + upstream.port() + "/v1/projects/p/locations/l")
                        .start();
                RawClient client = gateway.connect()) {
            client.send(request);
            Request sent = upstream.nextRequest();
            assertThat(sent.values("authorization")).containsExactly("Bearer ya29.t");
            assertThat(tokens.nextRequest().text()).startsWith("grant_type=urn%3Aietf%3Aparams%3Aoauth");
            return sent;
        }
    }

    @Test
    void geminiOnVertexIsAskedWithAGrantedToken() throws Exception {
        Request sent = sentToVertex(Chat.post(Chat.plainBody().replace("openai/m", "vertex/gemini-2.5-pro")));

        assertThat(sent.line())
                .isEqualTo("POST /v1/projects/p/locations/l/publishers/google/models/gemini-2.5-pro:generateContent"
                        + " HTTP/1.1");
        assertThat(JSON.readTree(sent.text()).path("contents").isArray()).isTrue();
    }

    @Test
    void aStreamOfGeminiOnVertexIsAskedForAsEvents() {
        Request sent = sentToVertex(Chat.post(Chat.streamBody().replace("openai/m", "vertex/m")));

        assertThat(sent.line()).contains("/publishers/google/models/m:streamGenerateContent?alt=sse HTTP/1.1");
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions, openai", "/v1/messages, anthropic"})
    void claudeOnVertexIsNamedInTheUrlAlone(String path, String dialect) throws Exception {
        String body = "{\"model\":\"vertex-anthropic/claude-x@20250101\",\"max_tokens\":5,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        Request sent = sentToVertex("POST " + path + " HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
                + "content-length: " + body.length() + "\r\n\r\n" + body);

        assertThat(sent.line())
                .as(dialect)
                .isEqualTo("POST /v1/projects/p/locations/l/publishers/anthropic/models/claude-x@20250101:rawPredict"
                        + " HTTP/1.1");
        JsonNode written = JSON.readTree(sent.text());
        assertThat(written.path("anthropic_version").asText()).isEqualTo("vertex-2023-10-16");
        assertThat(written.has("model")).isFalse();
        assertThat(written.path("max_tokens").asInt()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "us.anthropic.claude-x-v1:0, /model/us.anthropic.claude-x-v1:0/converse",
        "arn:aws:bedrock:eu-west-1:1:inference-profile/x, /model/arn:aws:bedrock:eu-west-1:1:inference-profile%2Fx/converse",
    })
    void bedrockIsAskedForAConversationAndSigned(String model, String target) throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("500 No", "{}", ""));
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .variable("AWS_REGION", "eu-west-1")
                        .variable("AWS_ACCESS_KEY_ID", "AKIA1")
                        .variable("AWS_SECRET_ACCESS_KEY", "secret")
                        .variable("BEDROCK_API_URL", "http://127.0.0.1:" + upstream.port())
                        .start();
                RawClient client = gateway.connect()) {
            client.send(Chat.post(Chat.plainBody().replace("openai/m", "bedrock/" + model)));

            Request sent = upstream.nextRequest();

            assertThat(sent.line()).isEqualTo("POST " + target + " HTTP/1.1");
            assertThat(sent.values("authorization"))
                    .singleElement()
                    .asString()
                    .startsWith("AWS4-HMAC-SHA256 Credential=AKIA1/")
                    .contains("/eu-west-1/bedrock/aws4_request, SignedHeaders=content-type;host;x-amz-date, ");
            assertThat(JSON.readTree(sent.text()).path("messages").isArray()).isTrue();
        }
    }
}
