package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.codec.Fixtures;
import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import io.penstock.server.testing.UpstreamSide;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded chat stream through the running gateway, from each framing to each client, however the network cuts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RecordedStreamsTest {
    private static final int SEEDED_CUTS = 20;
    private static final int SINGLY_BYTES_MAX = 4096;

    private volatile byte[] answer = new byte[0];
    private volatile long seed = -1;
    private volatile boolean isClosedBehind;
    private volatile boolean isSingly;

    private ScriptedUpstream upstream = ScriptedUpstream.of(this::answer);
    private RunningGateway gateway = RunningGateway.before(upstream);

    private void answer(UpstreamSide provider) throws IOException {
        while (provider.request() != null) {
            if (isSingly) {
                provider.sendSingly(answer);
            } else if (seed < 0) {
                provider.send(answer);
            } else {
                provider.send(Chat.cut(answer, seed));
            }
            if (isClosedBehind) {
                return;
            }
        }
    }

    @AfterAll
    void close() {
        gateway.close();
        upstream.close();
    }

    /** Chat streams that end as they should; those of other operations pass through the same lane. */
    static Stream<Fixtures.Row> chatStreams() {
        return Fixtures.openAiFamily("stream").stream().filter(row -> {
            String text = new String(Fixtures.stream(row), StandardCharsets.UTF_8);
            return text.contains("\"chat.completion.chunk\"")
                    && text.contains("[DONE]")
                    && !text.contains("\"error\":{");
        });
    }

    @ParameterizedTest
    @MethodSource("chatStreams")
    void areRelayedByteForByteToAClientThatAsksForUsage(Fixtures.Row row) {
        byte[] payload = Fixtures.stream(row);

        for (byte[] framed : List.of(Chat.chunked(payload), Chat.withLength(payload), Chat.untilClose(payload))) {
            script(framed, -1);
            assertWhole(ask("HTTP/1.1", Chat.streamBodyWithUsage()), payload);
            assertWhole(ask("HTTP/1.0", Chat.streamBodyWithUsage()), payload);
        }
    }

    @ParameterizedTest
    @MethodSource("chatStreams")
    void areRelayedTheSameWhereverTheNetworkCuts(Fixtures.Row row) {
        byte[] payload = Fixtures.stream(row);

        for (int cuts = 0; cuts < SEEDED_CUTS; cuts++) {
            script(Chat.chunked(payload), cuts);
            assertWhole(ask("HTTP/1.1", Chat.streamBodyWithUsage()), payload);
        }
        if (payload.length <= SINGLY_BYTES_MAX) {
            isSingly = true;
            assertWhole(ask("HTTP/1.1", Chat.streamBodyWithUsage()), payload);
            isSingly = false;
        }
    }

    @ParameterizedTest
    @MethodSource("chatStreams")
    void loseExactlyTheUsageEventForAClientThatDoesNotAsk(Fixtures.Row row) {
        byte[] payload = Fixtures.stream(row);
        StringBuilder expected = new StringBuilder();
        for (String event : Chat.events(payload)) {
            if (!Chat.isUsageOnly(event)) {
                expected.append(event);
            }
        }

        for (long cuts = -1; cuts < 3; cuts++) {
            script(Chat.chunked(payload), cuts);
            assertWhole(ask("HTTP/1.1", Chat.streamBody()), expected.toString().getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private void script(byte[] framed, long cuts) {
        answer = framed;
        seed = cuts;
        String head = new String(framed, 0, 150, StandardCharsets.ISO_8859_1);
        isClosedBehind = !head.contains("chunked") && !head.contains("content-length");
    }

    private Answer ask(String version, String body) {
        try (RawClient client = gateway.connect()) {
            return client.send(Chat.post(version, body, "")).answer();
        }
    }

    private static void assertWhole(Answer answer, byte[] payload) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.end()).isEqualTo(Answer.End.CLEAN);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(new String(payload, StandardCharsets.UTF_8));
        assertThat(answer.body()).isEqualTo(payload);
    }
}
