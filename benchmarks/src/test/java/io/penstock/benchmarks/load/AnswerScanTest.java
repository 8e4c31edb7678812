package io.penstock.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerScanTest {
    private static final long SENT_NANOS = 123_456_789_000L;

    private final Tally tally = new Tally();
    private final EventScan events = new EventScan(tally);
    private final AnswerScan answer = new AnswerScan(events);

    AnswerScanTest() {
        tally.open();
        answer.reset();
    }

    @Test
    void countsAStreamCutAtEveryByte() {
        byte[] stream = stream(3, true);
        for (int cut = 0; cut <= stream.length; cut++) {
            answer.reset();

            answer.feed(ByteBuffer.wrap(stream, 0, cut), SENT_NANOS + 5_000);
            answer.feed(ByteBuffer.wrap(stream, cut, stream.length - cut), SENT_NANOS + 5_000);

            assertThat(answer.isDone()).as("cut at %d", cut).isTrue();
            assertThat(events.stamps()).as("cut at %d", cut).isEqualTo(3);
            assertThat(events.frames()).as("cut at %d", cut).isEqualTo(7);
            assertThat(events.isDone()).as("cut at %d", cut).isTrue();
        }
    }

    @Test
    void countsAStreamOfAnthropicsDialect() {
        answer.feed(ByteBuffer.wrap(stream(UpstreamStream.ANTHROPIC, 3, false)), SENT_NANOS);

        assertThat(answer.isDone()).isTrue();
        assertThat(events.stamps()).isEqualTo(3);
        assertThat(events.frames()).isEqualTo(8);
    }

    @Test
    void countsAStreamFedAByteAtATime() {
        byte[] stream = stream(2, false);

        for (int i = 0; i < stream.length; i++) {
            answer.feed(ByteBuffer.wrap(stream, i, 1), SENT_NANOS + 5_000);
        }

        assertThat(answer.isDone()).isTrue();
        assertThat(events.stamps()).isEqualTo(2);
        assertThat(events.frames()).isEqualTo(5);
    }

    @Test
    void measuresADelayFromTheStampInTheText() {
        answer.feed(ByteBuffer.wrap(stream(4, false)), SENT_NANOS + 5_000);

        Sample sample = tally.close(1, 0, 0);

        assertThat(sample.counts().events()).isEqualTo(4);
        assertThat(sample.delays().max()).isEqualTo(5_000);
    }

    @Test
    void readsAWholeJsonAnswer() {
        ByteBuffer json = ByteBuffer.allocate(4_096);
        UpstreamAnswer.json(json, SENT_NANOS);

        answer.feed(json.flip(), SENT_NANOS);

        assertThat(json.limit()).isBetween(900, 1_400);
        assertThat(answer.isDone()).isTrue();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(events.stamps()).isOne();
        assertThat(events.frames()).isZero();
    }

    @Test
    void readsChunksWithExtensionsAndTrailers() {
        feed(
                "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n3;a=b\r\nts:\r\nA\r\n1234567890\r\n1\r\n \r\n0\r\nx: y\r\n\r\n");

        assertThat(answer.isDone()).isTrue();
        assertThat(events.stamps()).isOne();
    }

    @Test
    void isNotDoneWhereTheStreamWasCutOff() {
        byte[] stream = stream(3, false);

        answer.feed(ByteBuffer.wrap(stream, 0, stream.length - 1), SENT_NANOS);

        assertThat(answer.isDone()).isFalse();
        assertThat(answer.isBad()).isFalse();
    }

    @Test
    void seesThatTheConnectionWillClose() {
        feed("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

        assertThat(answer.isDone()).isTrue();
        assertThat(answer.isClosing()).isTrue();
        assertThat(answer.status()).isEqualTo(502);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
            })
    void callsBadWhatItCannotFrame(String bytes) {
        feed(bytes);

        assertThat(answer.isBad()).isTrue();
    }

    private void feed(String bytes) {
        answer.feed(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.US_ASCII)), SENT_NANOS);
    }

    private static byte[] stream(int count, boolean usageAsked) {
        return stream(UpstreamStream.OPENAI, count, usageAsked);
    }

    private static byte[] stream(UpstreamStream stream, int count, boolean usageAsked) {
        ByteBuffer out = ByteBuffer.allocate(16 * 1024);
        stream.start(out);
        for (int i = 0; i < count; i++) {
            stream.event(out, SENT_NANOS);
        }
        stream.finish(out, usageAsked);
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }
}
