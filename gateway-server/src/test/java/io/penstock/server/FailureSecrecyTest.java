package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Canaries;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What went wrong is told without secrets: neither the caller's credential, nor the provider's, nor the prompt is in an answer, in the access log or
 * in any log at TRACE. {@link Canaries} looks for them; what is asserted here is that it did go wrong.
 */
final class FailureSecrecyTest {
    private static final String PROMPT = "a prompt that is nobody's business";

    /** One request of each surface, with its credential where its clients put it. */
    private static final List<String> REQUESTS = List.of(
            post("/v1/chat/completions", "authorization: Bearer sk-caller-0123456789", chat("")),
            post("/v1/chat/completions", "api-key: key-caller-0123456789", chat("\"stream\":true,")),
            post(
                    "/v1/responses",
                    "authorization: Bearer sk-caller-0123456789",
                    "{\"model\":\"openai/m\",\"input\":\"" + PROMPT + "\"}"),
            post("/v1/messages", "x-api-key: sk-ant-caller-0123456789", chat("\"max_tokens\":9,")),
            post("/v1beta/models/openai%2Fm:generateContent?key=AIza-caller-0123456789", "accept: */*", gemini()),
            post("/v1beta/models/openai%2Fm:generateContent", "x-goog-api-key: AIza-caller-0123456789", gemini()),
            post("/v2/chat", "authorization: bearer co-caller-0123456789", chat("")),
            post("/model/openai%2Fm/converse", "authorization: Bearer bedrock-caller-0123456789", bedrock()),
            post(
                    "/proxy/openai/v1/chat?key=AIza-caller-0123456789",
                    "cf-aig-authorization: Bearer cf-caller-0123456789",
                    chat("")));

    private static String chat(String members) {
        return "{\"model\":\"openai/m\"," + members + "\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT
                + "\"}]}";
    }

    private static String gemini() {
        return "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"" + PROMPT + "\"}]}]}";
    }

    private static String bedrock() {
        return "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"" + PROMPT + "\"}]}]}";
    }

    private static String post(String target, String field, String body) {
        return "POST " + target + " HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n" + field
                + "\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1/v1", "https://127.0.0.1:1/v1", "http://no-such-host.invalid/v1"})
    void aProviderThatCannotBeReached(String url) {
        try (RunningGateway gateway = RunningGateway.settings(1)
                .variable("OPENAI_API_URL", url)
                .set("upstream.timeouts.connect", "1s")
                .start()) {
            askAll(gateway);
        }
    }

    @Test
    void aProviderThatSpeaksNoTls() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(
                        connection -> connection.send("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"));
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .variable("OPENAI_API_URL", "https://127.0.0.1:" + upstream.port() + "/v1")
                        .start()) {
            askAll(gateway);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{\"id\":",
                "HTTP/1.1 500 Oops\r\ncontent-type: text/html\r\ncontent-length: 4\r\n\r\nOops",
                "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"
            })
    void aProviderThatAnswersWhatItShouldNot(String answer) {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(connection -> {
                    connection.request();
                    connection.send(answer);
                });
                RunningGateway gateway = RunningGateway.before(upstream)) {
            askAll(gateway);
        }
    }

    @Test
    void aStreamThatBreaks() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(connection -> {
                    connection.request();
                    connection.send(Chat.begunStream());
                });
                RunningGateway gateway = RunningGateway.before(upstream)) {
            askAll(gateway);
        }
    }

    private static void askAll(RunningGateway gateway) {
        Canaries.plant(PROMPT);
        for (String request : REQUESTS) {
            try (RawClient client = gateway.connect()) {
                Answer answer = client.send(request).answer();
                assertThat(answer.status() >= 300
                                || answer.end() != Answer.End.CLEAN
                                || answer.text().contains("\"error\""))
                        .as(request + answer)
                        .isTrue();
            }
            gateway.nextLine();
        }
    }
}
