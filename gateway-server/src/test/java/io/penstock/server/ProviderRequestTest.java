package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request as its provider sees it. */
final class ProviderRequestTest {

    private static Request seen(String request) {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", Chat.whole("c1"), ""));
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .variable("MISTRAL_API_URL", "http://127.0.0.1:" + upstream.port() + "/v1")
                        .variable("MISTRAL_API_KEY", RunningGateway.PROVIDER_KEY)
                        .start();
                RawClient client = gateway.connect()) {
            assertThat(client.send(request).answer().status()).isEqualTo(200);
            assertThat(upstream.requests()).isEqualTo(1);
            return upstream.nextRequest();
        }
    }

    @Test
    void itGoesToTheProvidersPathAndHostWithTheGatewaysCredential() {
        Request request = seen(Chat.post(Chat.plainBody(), "authorization: Bearer sk-of-the-client\r\n"));

        assertThat(request.line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
        assertThat(request.values("host")).singleElement().asString().startsWith("127.0.0.1:");
        assertThat(request.values("authorization")).containsExactly("Bearer " + RunningGateway.PROVIDER_KEY);
        assertThat(request.values("accept-encoding")).containsExactly("identity");
        assertThat(request.values("content-type")).containsExactly("application/json");
    }

    @Test
    void whatIsTheClientsOwnStaysWithTheGateway() {
        Request request = seen(Chat.post(Chat.plainBody(), Chat.fields("""
                authorization: Bearer sk-of-the-client
                x-api-key: sk-of-the-client
                api-key: sk-of-the-client
                x-goog-api-key: sk-of-the-client
                proxy-authorization: Basic sk-of-the-client
                cookie: session=sk-of-the-client
                forwarded: for=10.1.2.3
                x-forwarded-for: 10.1.2.3
                x-forwarded-host: evil
                x-real-ip: 10.1.2.3
                via: 1.1 a
                te: trailers
                keep-alive: 5
                proxy-connection: close
                connection: keep-alive, user-agent
                user-agent: named by connection
                referer: http://intranet/
                origin: http://intranet
                x-secret: 1
                """)));

        assertThat(request.head()).doesNotContain("sk-of-the-client").doesNotContain("10.1.2.3");
        for (String name : List.of(
                "cookie",
                "forwarded",
                "x-forwarded-for",
                "x-forwarded-host",
                "x-real-ip",
                "via",
                "te",
                "keep-alive",
                "proxy-connection",
                "proxy-authorization",
                "x-api-key",
                "user-agent",
                "referer",
                "origin",
                "x-secret")) {
            assertThat(request.values(name)).as(name).isEmpty();
        }
    }

    @Test
    void whatAProviderHasAUseForGoesUp() {
        Request request = seen(
                Chat.post(
                        Chat.plainBody(),
                        "user-agent: OpenAI/JS 5\r\nopenai-beta: assistants=v2\r\nidempotency-key: k1\r\naccept: application/json\r\n"));

        assertThat(request.values("user-agent")).containsExactly("OpenAI/JS 5");
        assertThat(request.values("openai-beta")).containsExactly("assistants=v2");
        assertThat(request.values("idempotency-key")).containsExactly("k1");
        assertThat(request.values("accept")).containsExactly("application/json");
    }

    @Test
    void aPlainBodyGoesUpWithTheProvidersNameOfTheModelAndNothingElseChanged() {
        Request request = seen(Chat.post(Chat.plainBody()));

        assertThat(request.text()).isEqualTo(Chat.plainBody().replace("openai/m", "m"));
        assertThat(request.values("content-length")).containsExactly(Integer.toString(request.body().length));
        assertThat(request.values("transfer-encoding")).isEmpty();
    }

    @Test
    void usageIsAskedForInAStreamThatDoesNotAsk() {
        Request request = seen(Chat.post(Chat.streamBody()));

        assertThat(request.text()).contains("\"include_usage\":true").contains("\"messages\":[{\"role\":\"user\"");
        assertThat(request.values("content-length")).containsExactly(Integer.toString(request.body().length));
    }

    @Test
    void aStreamThatAsksForUsageItselfIsNotChangedForIt() {
        Request request = seen(Chat.post(Chat.streamBodyWithUsage()));

        assertThat(request.text()).isEqualTo(Chat.streamBodyWithUsage().replace("openai/m", "m"));
    }

    @Test
    void aProviderThatRefusesStreamOptionsIsSentNone() {
        String asking = Chat.streamBodyWithUsage().replace("openai/m", "mistral/m");
        String silent = Chat.streamBody().replace("openai/m", "mistral/m");

        assertThat(seen(Chat.post(asking)).text()).isEqualTo(silent.replace("mistral/m", "m"));
        assertThat(seen(Chat.post(silent)).text()).isEqualTo(silent.replace("mistral/m", "m"));
    }

    @Test
    void aFormStaysAFormHoweverItsTypeIsSpelt() {
        String form = "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nopenai/m\r\n--b--\r\n";

        Request request = seen("POST /v1/audio/transcriptions HTTP/1.1\r\nhost: a\r\n"
                + "content-type: Multipart/Form-Data; Boundary=b\r\ncontent-length: " + form.length() + "\r\n\r\n"
                + form);

        assertThat(request.values("content-type")).containsExactly("Multipart/Form-Data; Boundary=b");
        assertThat(request.text()).isEqualTo(form.replace("openai/m", "m"));
    }

    @Test
    void usageIsNotAskedForWithoutAStream() {
        assertThat(seen(Chat.post(Chat.plainBody())).text()).doesNotContain("include_usage");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1000})
    void aChunkedBodyGoesUpWhole(int chunkBytes) {
        String body = Chat.plainBody();
        StringBuilder request = new StringBuilder(Chat.postChunked());
        for (int at = 0; at < body.length(); at += chunkBytes) {
            request.append(Chat.chunk(body.substring(at, Math.min(body.length(), at + chunkBytes))));
        }

        Request seen = seen(request + Chat.lastChunk());

        assertThat(seen.text()).isEqualTo(body.replace("openai/m", "m"));
        assertThat(seen.values("content-length")).containsExactly(Integer.toString(seen.body().length));
        assertThat(seen.values("transfer-encoding")).isEmpty();
    }

    @Test
    void aLargeBodyWhoseModelComesLastGoesUpWhole() {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + "word ".repeat(400_000)
                + "\"}],\"model\":\"openai/m\"}";

        Request request = seen(Chat.post(body));

        assertThat(request.text()).isEqualTo(body.replace("openai/m", "m"));
    }
}
