package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client gets of an answer. */
final class AnswerTest {

    private static Answer ask(String request, String providerAnswer) {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(providerAnswer);
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {
            return client.send(request).answer();
        }
    }

    @Test
    void aWholeAnswerComesAsTheProviderWroteIt() {
        String body = Chat.whole("c1");

        Answer answer = ask(Chat.post(Chat.plainBody()), Chat.json("200 OK", body, ""));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(body);
        assertThat(answer.end()).isEqualTo(Answer.End.CLEAN);
        assertThat(answer.value("content-type")).isEqualTo("application/json");
        assertThat(answer.value("content-length")).isEqualTo(Integer.toString(body.length()));
        assertThat(answer.value("x-request-id")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "400 Bad Request",
        "401 Unauthorized",
        "403 Forbidden",
        "404 Not Found",
        "429 Too Many Requests",
        "500 Internal Server Error",
        "503 Service Unavailable",
        "529 Overloaded"
    })
    void anErrorKeepsItsStatusAndItsBody(String status) {
        String body = "{\"error\":{\"message\":\"it says why\",\"type\":\"t\",\"param\":null,\"code\":\"c\"}}";

        Answer answer = ask(Chat.post(Chat.streamBody()), Chat.json(status, body, "retry-after: 7\r\n"));

        assertThat(answer.status()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
        assertThat(answer.text()).isEqualTo(body);
        assertThat(answer.value("retry-after")).isEqualTo("7");
        assertThat(answer.value("content-type")).isEqualTo("application/json");
    }

    @Test
    void fieldsComeDownByAListOfThoseAllowed() {
        String fields = Chat.fields("""
                x-ratelimit-remaining-requests: 59
                retry-after-ms: 12
                openai-processing-ms: 5
                openai-version: 2020-10-01
                x-request-id: req_provider
                openai-organization: org-secret
                openai-project: proj-secret
                set-cookie: a=b
                server: cloudflare
                x-evil: 1
                via: 1.1 inner
                strict-transport-security: max-age=1
                connection: x-ratelimit-limit-requests
                x-ratelimit-limit-requests: 60
                """);

        Answer answer = ask(Chat.post(Chat.plainBody()), Chat.json("200 OK", Chat.whole("c1"), fields));

        assertThat(answer.value("x-ratelimit-remaining-requests")).isEqualTo("59");
        assertThat(answer.value("retry-after-ms")).isEqualTo("12");
        assertThat(answer.value("openai-processing-ms")).isEqualTo("5");
        assertThat(answer.value("openai-version")).isEqualTo("2020-10-01");
        assertThat(answer.value("x-upstream-request-id")).isEqualTo("req_provider");
        assertThat(answer.value("x-request-id")).isNotEmpty().isNotEqualTo("req_provider");
        for (String kept : new String[] {
            "openai-organization",
            "openai-project",
            "set-cookie",
            "server",
            "x-evil",
            "via",
            "strict-transport-security",
            "x-ratelimit-limit-requests"
        }) {
            assertThat(answer.values(kept)).as(kept).isEmpty();
        }
    }

    @Test
    void aStreamSaysThatItIsOne() {
        Answer answer = ask(Chat.post(Chat.streamBody()), Chat.chunkedText(Chat.stream()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.value("content-type")).startsWith("text/event-stream");
        assertThat(answer.value("transfer-encoding")).isEqualTo("chunked");
        assertThat(answer.value("cache-control")).isEqualTo("no-cache");
        assertThat(answer.text()).isEqualTo(Chat.stream());
        assertThat(answer.end()).isEqualTo(Answer.End.CLEAN);
    }

    @Test
    void aUsageEventThatOnlyTheGatewayAskedForIsTakenOut() {
        byte[] stream = Chat.chunked(Chat.streamWithUsage());

        Answer without = ask(Chat.post(Chat.streamBody()), new String(stream, StandardCharsets.UTF_8));
        Answer with = ask(Chat.post(Chat.streamBodyWithUsage()), new String(stream, StandardCharsets.UTF_8));

        assertThat(without.text()).isEqualTo(Chat.stream());
        assertThat(with.text()).isEqualTo(Chat.streamWithUsage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"103 Early Hints", "100 Continue"})
    void interimAnswersOfAProviderStayWithTheGateway(String interim) {
        String answers = "HTTP/1.1 " + interim + "\r\nlink: </x>\r\n\r\n" + Chat.json("200 OK", Chat.whole("c1"), "");

        Answer answer = ask(Chat.post(Chat.plainBody()), answers);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(Chat.whole("c1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "chunked", "close"})
    void anErrorThatIsCalledASuccessIsAnErrorHoweverItIsFramed(String framing) {
        String error = "{\"error\":{\"message\":\"it says why\",\"type\":\"server_error\",\"code\":\"x\"}}";
        String head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
        String framed = switch (framing) {
            case "length" -> "content-length: " + error.length() + "\r\n\r\n" + error;
            case "chunked" -> "transfer-encoding: chunked\r\n\r\n" + Chat.chunk(error) + Chat.lastChunk();
            default -> "\r\n" + error;
        };
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(head + framed);
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {

            Answer answer = client.send(Chat.post(Chat.plainBody())).answer();

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).isEqualTo(error);
        }
    }

    @Test
    void whatIsNoJsonIsRelayedUnread() {
        String html = "<html>\u00e9</html>";

        Answer answer = ask(
                Chat.post(Chat.plainBody()),
                "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: " + html.length() + "\r\n\r\n" + html);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.value("content-type")).isEqualTo("text/html");
        assertThat(answer.body()).isEqualTo(html.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void anAnswerWithoutABodyIsOne() {
        Answer answer = ask(Chat.post(Chat.plainBody()), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.value("content-length")).isEqualTo("0");
    }

    @Test
    void aLargeAnswerIsWhole() {
        String body = "{\"data\":\"" + "x".repeat(3_000_000) + "\"}";

        Answer answer = ask(Chat.post(Chat.plainBody()), Chat.json("200 OK", body, ""));

        assertThat(answer.body()).hasSize(body.length());
        assertThat(answer.end()).isEqualTo(Answer.End.CLEAN);
    }
}
