package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client of another dialect than the provider's gets of an error. */
final class TranslatedErrorTest {
    private static final String BODY =
            "{\"model\":\"openai/m\",\"max_tokens\":9," + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    @ParameterizedTest
    @CsvSource({"'','34.4s',35", "'retry-after: 7\r\n','34.4s',7", "'retry-after: 7\r\n','',7", "'','',''"})
    void aProviderMaySayInItsHeadOrInItsBodyWhenToComeAgain(String field, String delay, String told) {
        String details = delay.isEmpty() ? "" : "{\"retryDelay\":\"" + delay + "\"}";
        String error = "{\"error\":{\"code\":429,\"message\":\"slow down\",\"details\":[" + details + "]}}";
        String request = "POST /v1/messages HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n"
                + "content-length: " + BODY.length() + "\r\n\r\n" + BODY;

        Answer answer;
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("429 Too Many Requests", error, field));
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {
            answer = client.send(request).answer();
        }

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.text()).contains("rate_limit_error", "slow down");
        assertThat(answer.value("retry-after")).isEqualTo(told);
    }
}
