package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a provider says that it has moved nobody is asked: neither the request goes there nor the key that it was sent with. */
final class RedirectTest {
    private static final String MESSAGE =
            "{\"model\":\"openai/m\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final List<String> REDIRECTS =
            List.of("301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect");

    /** Only what is passed on as it is has the provider's status, and says where it would lead. */
    static Stream<Arguments> redirectedRequests() {
        return REDIRECTS.stream().flatMap(redirect -> {
            int status = Integer.parseInt(redirect.substring(0, 3));
            return Stream.of(
                    Arguments.of(redirect, "/v1/chat/completions", Chat.plainBody(), 502, false),
                    Arguments.of(redirect, "/v1/chat/completions", Chat.streamBody(), 502, false),
                    Arguments.of(redirect, "/v1/messages", MESSAGE, 502, false),
                    Arguments.of(
                            redirect,
                            "/v1/messages",
                            MESSAGE.replace("{\"model\"", "{\"stream\":true,\"model\""),
                            502,
                            false),
                    Arguments.of(redirect, "/proxy/openai/files", "{}", status, true));
        });
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("redirectedRequests")
    void leadsTheGatewayNowhere(String redirect, String target, String body, int status, boolean isToldWhere) {
        try (ScriptedUpstream elsewhere = ScriptedUpstream.answering(Chat.json("200 OK", Chat.whole("c1"), ""))) {
            String location = "http://localhost:" + elsewhere.port() + "/v1/chat/completions";
            try (ScriptedUpstream upstream = ScriptedUpstream.answering(
                            "HTTP/1.1 " + redirect + "\r\nlocation: " + location + "\r\ncontent-length: 0\r\n\r\n");
                    RunningGateway gateway = RunningGateway.before(upstream);
                    RawClient client = gateway.connect()) {

                Answer answer = client.send(post(target, body)).answer();

                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.end()).isEqualTo(Answer.End.CLEAN);
                assertThat(answer.values("location")).isEqualTo(isToldWhere ? List.of(location) : List.of());
                assertThat(answer.text()).doesNotContain(location);
                if (!isToldWhere) {
                    assertThat(answer.text()).contains("the provider redirects the request, which is not followed");
                }
                assertThat(upstream.nextRequest().values("authorization"))
                        .containsExactly("Bearer " + RunningGateway.PROVIDER_KEY);
                assertThat(upstream.requests())
                        .as("it is not sent again either")
                        .isEqualTo(1);
            }
            assertThat(elsewhere.connections()).isZero();
        }
    }

    private static String post(String target, String body) {
        return "POST " + target + " HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: "
                + body.length() + "\r\n\r\n" + body;
    }
}
