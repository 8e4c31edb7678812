package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Chat;
import io.penstock.server.testing.Http2Client;
import io.penstock.server.testing.Http2Client.Frame;
import io.penstock.server.testing.Http2Client.Reply;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who takes nothing, or too slowly, costs a bounded amount of memory and time, and other streams nothing. */
final class Http2PressureTest {
    private static final String EVENT = Chat.chunk(Chat.delta("x".repeat(2000)));

    /** Streams without an end, but for a client that asks for the word "short". */
    private static ScriptedUpstream endless(AtomicLong sent) {
        return ScriptedUpstream.of(provider -> {
            Request request = provider.request();
            boolean isShort = request != null && request.text().contains("short");
            provider.send(Chat.chunkedHead() + Chat.chunk(Chat.ROLE));
            if (isShort) {
                provider.send(Chat.chunk(Chat.delta("brief") + Chat.FINISH + Chat.DONE) + Chat.lastChunk());
                return;
            }
            try {
                while (true) {
                    provider.send(EVENT);
                    sent.addAndGet(EVENT.length());
                }
            } finally {
                provider.countGone();
            }
        });
    }

    @Test
    void aStreamThatIsNotTakenStopsItsProviderAndIsResetInTheEndAndOthersGoOn() {
        AtomicLong sent = new AtomicLong();
        try (ScriptedUpstream upstream = endless(sent);
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.timeouts.write", "700ms")
                        .start();
                Http2Client client = Http2Client.to(gateway.port(), 1000)) {
            client.widen(0, 1 << 24).chat(1, Chat.streamBody()).readUntil(1, "xxx");
            client.chat(3, Chat.streamBody().replace("Hi", "short")).widen(3, 1 << 16);
            assertThat(client.readUntil(3, "[DONE]")).contains("brief");

            Frame reset = client.nextOf(Http2Client.RST_STREAM);

            assertThat(reset.stream()).isEqualTo(1);
            assertThat(reset.error()).isEqualTo(Http2Client.CANCEL);
            assertThat(upstream.awaitGone()).isEqualTo(1);
            assertThat(sent.get()).as("what two sockets and the gateway took").isLessThan(32L << 20);
            assertThat(client.get(5, "/health").widen(5, 1000).reply(5).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aConnectionWhoseWindowStaysShutLosesItsStreams() {
        AtomicLong sent = new AtomicLong();
        try (ScriptedUpstream upstream = endless(sent);
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.timeouts.write", "700ms")
                        .start();
                Http2Client client = Http2Client.to(gateway.port(), 1 << 24)) {
            client.chat(1, Chat.streamBody()).chat(3, Chat.streamBody());

            client.nextOf(Http2Client.RST_STREAM);
            client.nextOf(Http2Client.RST_STREAM);

            upstream.awaitGone();
            upstream.awaitGone();
        }
    }

    @Test
    void aShortAnswerThatIsNotTakenIsNotWaitedForEither() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.timeouts.write", "300ms")
                        .start();
                Http2Client client = Http2Client.to(gateway.port(), 0)) {
            client.get(1, "/health");

            assertThat(client.nextOf(Http2Client.RST_STREAM).error()).isEqualTo(Http2Client.CANCEL);
        }
    }

    @Test
    void aClientThatTakesAByteAtATimeGetsAllOfIt() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.before(upstream);
                Http2Client client = Http2Client.to(gateway.port(), 0)) {
            client.get(1, "/health");
            StringBuilder read = new StringBuilder();
            boolean isEnd = false;
            for (int i = 0; i < 16; i++) {
                Frame frame = client.widen(1, 1).nextOf(Http2Client.DATA);
                read.append(frame.payload());
                isEnd = frame.isEnd();
            }

            assertThat(read.toString()).isEqualTo("{\"message\":\"OK\"}");
            assertThat(isEnd).isTrue();
        }
    }

    @Test
    void aBodyThatItsProviderDoesNotTakeIsNotAskedForAndOthersGoOn() {
        CountDownLatch taken = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.head();
                    provider.await(taken);
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                Http2Client client = Http2Client.to(gateway.port())) {
            client.post(1, "/proxy/openai/v1/files", "content-type", "application/octet-stream");
            long window = 65_536;
            long sent = 0;
            // Until the window was not widened for as long as another stream's answer takes, three times over.
            for (int stream = 3, still = 0; still < 3; stream += 2) {
                while (window >= 16_000) {
                    client.data(1, "x".repeat(16_000), false);
                    window -= 16_000;
                    sent += 16_000;
                }
                client.get(stream, "/health");
                long before = window;
                int awaited = stream;
                Frame frame;
                do {
                    frame = client.next(
                            any -> any.type() == Http2Client.WINDOW_UPDATE || (any.stream() == awaited && any.isEnd()));
                    if (frame.type() == Http2Client.WINDOW_UPDATE && frame.stream() == 1) {
                        window += frame.number(0);
                    }
                } while (frame.type() == Http2Client.WINDOW_UPDATE);
                still = window == before ? still + 1 : 0;
                assertThat(sent).as("what a socket's buffers take").isLessThan(64L << 20);
            }

            taken.countDown();
            client.nextOf(Http2Client.WINDOW_UPDATE);
        }
    }

    @Test
    void aBodyThatComesTooSlowlyIsNotWaitedFor() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.slow.body", "300ms")
                        .start();
                Http2Client client = Http2Client.to(gateway.port())) {
            client.post(1, "/v1/chat/completions", "content-type", "application/json")
                    .data(1, "{", false);

            Reply reply = client.reply(1);

            assertThat(reply.status()).isEqualTo(408);
            assertThat(client.nextOf(Http2Client.RST_STREAM).error()).isEqualTo(Http2Client.NO_ERROR);
        }
    }

    @Test
    void whatBeginsAndIsNotWholeInTimeEndsItsConnection() {
        byte[] half = Http2Client.frame(
                Http2Client.HEADERS,
                Http2Client.END_STREAM,
                1,
                Http2Client.block(":method", "GET", ":path", "/health"));
        byte[] more = Http2Client.frame(Http2Client.CONTINUATION, 0, 1, Http2Client.block("x", "y"));
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.slow.head", "1s")
                        .start();
                Http2Client noPreface = Http2Client.silent(gateway.port());
                Http2Client noSettings = Http2Client.silent(gateway.port());
                Http2Client noEnd = Http2Client.to(gateway.port());
                Http2Client cut = Http2Client.to(gateway.port())) {
            noPreface.send(Arrays.copyOf(Http2Client.preface(), 10));
            noSettings.send(Http2Client.preface());
            // What acknowledges settings must not stand within what is cut.
            noEnd.nextOf(Http2Client.SETTINGS);
            noEnd.send(half).send(more);
            assertThat(cut.get(1, "/health").reply(1).status()).isEqualTo(200);
            cut.send(Arrays.copyOf(half, 5));

            assertThat(noPreface.isClosedByPeer()).isTrue();
            assertThat(noSettings.errorOfClose()).isEqualTo(Http2Client.ENHANCE_YOUR_CALM);
            assertThat(noEnd.errorOfClose()).isEqualTo(Http2Client.ENHANCE_YOUR_CALM);
            assertThat(cut.errorOfClose()).isEqualTo(Http2Client.ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void aConnectionWithoutStreamsIsToldToGoHoweverMuchItIsPinged() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.timeouts.idle", "500ms")
                        .start();
                Http2Client client = Http2Client.to(gateway.port())) {
            client.get(1, "/health").reply(1);
            client.send(Http2Client.frame(Http2Client.PING, 0, 0, new byte[8]));

            Frame gone = client.nextOf(Http2Client.GOAWAY);

            assertThat(gone.error()).isEqualTo(Http2Client.NO_ERROR);
            assertThat(gone.lastStream()).isEqualTo(1);
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }
}
