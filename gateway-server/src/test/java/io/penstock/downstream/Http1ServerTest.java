package io.penstock.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.penstock.codec.http.HeadLimits;
import io.penstock.relay.AnswerHead;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client's connection without a socket. */
final class Http1ServerTest {
    private static final long WRITE_SECONDS = 7;
    private static final long HEAD_SECONDS = 10;
    private static final long BODY_SECONDS = 20;
    private static final int BYTES_PER_SECOND = 100;
    private static final int FAST_BYTES = (int) BODY_SECONDS * BYTES_PER_SECOND;
    private static final long READ_HOURS = 2;
    private static final int MUCH_BYTES = 5 * Backlog.PIECE_BYTES_MAX;
    private static final String POST = "POST /x HTTP/1.1\r\nhost: a\r\n";

    private final Http1Server server = new Http1Server(
            new DownstreamSettings(
                    HeadLimits.DEFAULT,
                    TimeUnit.HOURS.toNanos(2),
                    TimeUnit.HOURS.toNanos(READ_HOURS),
                    TimeUnit.SECONDS.toNanos(WRITE_SECONDS),
                    new DownstreamSettings.Slow(
                            TimeUnit.SECONDS.toNanos(HEAD_SECONDS),
                            TimeUnit.SECONDS.toNanos(BODY_SECONDS),
                            BYTES_PER_SECOND),
                    1,
                    0,
                    null,
                    null,
                    DownstreamSettings.Proxies.NONE),
            () -> false);
    private final Seen seen = new Seen();
    private final ClientEnd channel = new ClientEnd(server, seen);

    @AfterEach
    void close() {
        channel.takesBytes = true;
        channel.finishAndReleaseAll();
    }

    @Test
    void aBodyThatEndsInTheReadThatItWasPausedInLeavesAConnectionThatIsReadFrom() {
        seen.onPiece = server::pause;

        receive(POST + "content-length: 3\r\n\r\nabc");

        assertThat(seen.messages).containsExactly("POST", "abc", "end");
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void behindABrokenAnswerNothingIsARequestAnyMore() {
        receive(POST + "transfer-encoding: chunked\r\n\r\n1\r\na\r\n");
        answerInPart();

        channel.takesBytes = false;
        server.sink().abort();
        receive("no chunk");
        receive(POST + "\r\n");

        assertThat(seen.messages).containsExactly("POST", "a");
    }

    @Test
    void aClientThatTakesNothingOfABrokenAnswerIsNotWaitedFor() {
        receive("GET /x HTTP/1.1\r\nhost: a\r\n\r\n");
        channel.takesBytes = false;
        answerInPart();
        assertThat(channel.isWritable()).as("little is on its way").isTrue();

        server.sink().abort();
        assertThat(channel.isActive()).isTrue();
        channel.advanceTimeBy(WRITE_SECONDS + 1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();

        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void whatComesBeforeTheNextRequestIsTakenUpStaysBehindIt() {
        receive("GET /x HTTP/1.1\r\nhost: a\r\n\r\n");
        receive("PUT /x HTTP/1.1\r\nho");
        answerInPart();
        server.sink().end();

        // As a read does that was under way: nothing that was put off runs before it.
        channel.pipeline().fireChannelRead(Unpooled.copiedBuffer("st: a\r\n\r\n", StandardCharsets.US_ASCII));
        channel.runPendingTasks();

        assertThat(seen.messages).containsExactly("GET", "end", "PUT", "end");
    }

    @Test
    void aHeadHasATimeOfItsOwn() {
        receive("POST /x HTTP/1.1\r\n");
        passSeconds(HEAD_SECONDS - 1);
        receive("host: a\r\n");
        assertThat(seen.messages).isEmpty();

        passSeconds(1);

        assertThat(seen.messages).containsExactly("timed out");
    }

    @Test
    void aBodyThatComesFastEnoughHasTheTimeOfItsRequest() {
        receive(POST + "content-length: 1000000\r\n\r\n");
        long looks = READ_HOURS * 3_600 / BODY_SECONDS - 1;
        for (long i = 0; i < looks; i++) {
            receive("x".repeat(FAST_BYTES));
            passSeconds(BODY_SECONDS);
        }
        assertThat(seen.messages).doesNotContain("timed out").hasSize(1 + (int) looks);

        passSeconds(BODY_SECONDS);

        assertThat(seen.messages).endsWith("timed out");
    }

    @Test
    void aBodyThatComesTooSlowlyIsNotWaitedFor() {
        receive(POST + "content-length: 1000000\r\n\r\n");
        receive("x".repeat(FAST_BYTES));
        passSeconds(BODY_SECONDS);
        assertThat(seen.messages).hasSize(2);
        receive("x".repeat(FAST_BYTES - 1));

        passSeconds(BODY_SECONDS - 1);
        assertThat(seen.messages).doesNotContain("timed out");
        passSeconds(1);

        assertThat(seen.messages).endsWith("timed out");
    }

    @Test
    void aBodyIsNotTooSlowWhileNothingOfItIsTaken() {
        receive(POST + "content-length: 1000000\r\n\r\n");
        server.pause();
        passSeconds(10 * BODY_SECONDS);
        server.resume();
        passSeconds(BODY_SECONDS - 1);
        assertThat(seen.messages).containsExactly("POST");

        passSeconds(1);

        assertThat(seen.messages).containsExactly("POST", "timed out");
    }

    @Test
    void whatComesWhileNothingIsTakenWaitsAndIsReadInItsOrder() {
        receive(POST + "content-length: 9\r\n\r\nabc");
        server.pause();
        assertThat(channel.config().isAutoRead()).as("to see the client go").isTrue();
        receive("def");
        assertThat(channel.config().isAutoRead()).as("with a buffer that waits").isFalse();
        assertThat(seen.messages).containsExactly("POST", "abc");

        server.resume();
        assertThat(seen.messages).as("not from within the exchange").containsExactly("POST", "abc");
        receive("ghi");
        channel.runPendingTasks();

        assertThat(String.join(" ", seen.messages)).startsWith("POST abc def").endsWith("end");
        assertThat(String.join("", seen.messages)).contains("defghi");
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void aPauseBeforeTheWaitingIsReadHoldsItBack() {
        receive(POST + "content-length: 6\r\n\r\nabc");
        server.pause();
        receive("def");
        server.resume();
        server.pause();

        channel.runPendingTasks();
        assertThat(seen.messages).containsExactly("POST", "abc");
        server.resume();
        channel.runPendingTasks();

        assertThat(seen.messages).containsExactly("POST", "abc", "def", "end");
    }

    @Test
    void aClientThatTakesTheLastOfAnAnswerLateIsReadFromOnce() {
        receive(
                "GET /x HTTP/1.1\r\nhost: a\r\n\r\nPUT /x HTTP/1.1\r\nhost: a\r\n\r\nPOST /x HTTP/1.1\r\nhost: a\r\n\r\n");
        answerInPart();
        server.sink().end();

        // As TLS does, which tells of it in a task of its own.
        channel.pipeline().fireChannelWritabilityChanged();
        channel.runPendingTasks();

        assertThat(seen.messages).containsExactly("GET", "end", "PUT", "end");
        answerInPart();
        server.sink().end();
        channel.runPendingTasks();
        assertThat(seen.messages).containsExactly("GET", "end", "PUT", "end", "POST", "end");
    }

    @Test
    void aClientThatTakesNothingWhileNothingOfItsBodyIsTakenIsNotWaitedFor() {
        receive(POST + "content-length: 1000000\r\n\r\n");
        answerMuch();
        server.pause();
        passSeconds(WRITE_SECONDS - 1);
        assertThat(channel.isActive()).isTrue();

        passSeconds(1);

        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void norIsOneThatStopsTakingMeanwhile() {
        receive(POST + "content-length: 1000000\r\n\r\n");
        server.pause();
        answerMuch();
        passSeconds(WRITE_SECONDS);

        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aClientThatTakesSomeOfAnAnswerIsWaitedFor() {
        receive("GET /x HTTP/1.1\r\nhost: a\r\n\r\n");
        answerMuch();
        server.sink().end();
        for (int i = 0; i < MUCH_BYTES / Backlog.PIECE_BYTES_MAX - 1; i++) {
            passSeconds(WRITE_SECONDS - 1);
            channel.takeOne();
            passSeconds(1);
            assertThat(channel.isActive()).as("after piece %d", i).isTrue();
        }

        passSeconds(WRITE_SECONDS);

        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void nothingIsLeftToWaitForOfAClientThatHasGone() {
        receive(POST + "content-length: 1000000\r\n\r\n");
        server.pause();

        channel.close();
        server.resume();

        assertThat(channel.runScheduledPendingTasks()).as("the next task").isEqualTo(-1);
    }

    private void answerMuch() {
        channel.takesBytes = false;
        server.sink().head(new AnswerHead());
        server.sink().payload(Unpooled.wrappedBuffer(new byte[MUCH_BYTES]));
        server.sink().flush();
        channel.runPendingTasks();
        assertThat(server.sink().isWritable()).isFalse();
    }

    private void passSeconds(long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    private void answerInPart() {
        server.sink().head(new AnswerHead());
        server.sink().payload(Unpooled.copiedBuffer("part", StandardCharsets.US_ASCII));
        server.sink().flush();
    }

    private void receive(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    /** What the exchange is told. */
    private static final class Seen extends ExchangeEnd {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            messages.add(cause.toString());
        }
    }
}
