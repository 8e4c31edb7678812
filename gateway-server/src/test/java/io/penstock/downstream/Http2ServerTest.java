package io.penstock.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.penstock.codec.http.HeadLimits;
import io.penstock.relay.AnswerHead;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stream without a connection. */
final class Http2ServerTest {
    private static final long WRITE_SECONDS = 7;
    private static final long BODY_SECONDS = 20;
    private static final int BYTES_PER_SECOND = 100;
    private static final int FAST_BYTES = (int) BODY_SECONDS * BYTES_PER_SECOND;
    private static final long READ_HOURS = 2;
    private static final DownstreamSettings SETTINGS = new DownstreamSettings(
            HeadLimits.DEFAULT,
            TimeUnit.HOURS.toNanos(2),
            TimeUnit.HOURS.toNanos(READ_HOURS),
            TimeUnit.SECONDS.toNanos(WRITE_SECONDS),
            new DownstreamSettings.Slow(1, TimeUnit.SECONDS.toNanos(BODY_SECONDS), BYTES_PER_SECOND),
            1,
            0,
            null,
            null,
            DownstreamSettings.Proxies.NONE);

    private final Http2Server server = new Http2Server(SETTINGS, new Http2Guard(1), false);
    private final Seen seen = new Seen();
    private final ClientEnd channel = new ClientEnd(server, seen);

    @AfterEach
    void close() {
        channel.takesBytes = true;
        channel.finishAndReleaseAll();
    }

    @Test
    void aRequestIsItsHeadItsPiecesAndItsEnd() {
        head("POST", false);
        data("abc", false);
        data("", false);
        data("d", true);

        assertThat(seen.messages).containsExactly("POST", "abc", "d", "end");
    }

    @Test
    void aRequestWithoutABodyEndsWithItsHead() {
        head("GET", true);

        assertThat(seen.messages).containsExactly("GET", "end");
    }

    @Test
    void trailersEndABody() {
        head("POST", false);
        data("abc", false);
        receive(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().add("x", "y"), true));

        assertThat(seen.messages).containsExactly("POST", "abc", "end");
        assertThat(frames()).isEmpty();
    }

    @Test
    void fieldsWithinABodyAreNoRequest() {
        head("POST", false);
        receive(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().add("x", "y"), false));

        assertThat(frames()).containsExactly("reset PROTOCOL_ERROR");
        assertThat(seen.messages).containsExactly("POST", "gone");
    }

    @ParameterizedTest
    @CsvSource({"abc, true", "abcde, false", "abcde, true"})
    void aBodyThatIsNotAsLongAsItSaysIsNoRequest(String body, boolean isEnd) {
        Http2Headers fields = fields("POST").add("content-length", "4");
        receive(new DefaultHttp2HeadersFrame(fields, false));

        data(body, isEnd);

        assertThat(frames()).containsExactly("reset PROTOCOL_ERROR");
        assertThat(seen.messages).doesNotContain("end").endsWith("gone");
    }

    @Test
    void whatIsNoRequestIsResetAndNoExchangeHearsOfIt() {
        receive(new DefaultHttp2HeadersFrame(fields("GET").add("connection", "close"), true));

        assertThat(frames()).containsExactly("reset PROTOCOL_ERROR");
        assertThat(seen.messages).containsExactly("gone");
    }

    @Test
    void oneStreamTooManyIsRefused() {
        Seen other = new Seen();
        EmbeddedChannel tooMany = new EmbeddedChannel(new Http2Server(SETTINGS, new Http2Guard(1), true), other);

        tooMany.writeInbound(new DefaultHttp2HeadersFrame(fields("GET"), true));

        Http2ResetFrame reset = tooMany.readOutbound();
        assertThat(reset.errorCode()).isEqualTo(Http2Error.REFUSED_STREAM.code());
        assertThat(other.messages).containsExactly("gone");
        tooMany.finishAndReleaseAll();
    }

    @Test
    void aBodyThatEndsInTheReadThatItWasPausedInLeavesAStreamThatIsReadFrom() {
        seen.onPiece = server::pause;

        head("POST", false);
        data("abc", true);

        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void aBodyThatIsNotTakenIsNotReadAndNotLate() {
        head("POST", false);
        server.pause();
        assertThat(channel.config().isAutoRead()).isFalse();
        passSeconds(10 * BODY_SECONDS);
        server.resume();
        assertThat(channel.config().isAutoRead()).isTrue();
        passSeconds(BODY_SECONDS - 1);
        assertThat(seen.messages).containsExactly("POST");

        passSeconds(1);

        assertThat(seen.messages).containsExactly("POST", "timed out");
    }

    @Test
    void aBodyThatComesTooSlowlyIsNotWaitedFor() {
        head("POST", false);
        data("x".repeat(FAST_BYTES), false);
        passSeconds(BODY_SECONDS);
        data("x".repeat(FAST_BYTES - 1), false);

        passSeconds(BODY_SECONDS - 1);
        assertThat(seen.messages).doesNotContain("timed out");
        passSeconds(1);

        assertThat(seen.messages).endsWith("timed out");
    }

    @Test
    void smallPayloadsAreOneFrameUntilTheyAreFlushed() {
        head("GET", true);
        server.sink().head(new AnswerHead());
        payload("one ");
        payload("two ");
        server.sink().flush();
        payload("three");
        server.sink().end();

        assertThat(frames()).containsExactly("200", "one two ", "three end");
    }

    @Test
    void largePayloadGoesAsItIs() {
        ByteBuf large = Unpooled.wrappedBuffer(new byte[10_000]);
        head("GET", true);
        server.sink().head(new AnswerHead());
        payload("small");
        server.sink().payload(large);
        server.sink().flush();

        channel.readOutbound();
        ((Http2DataFrame) channel.readOutbound()).release();
        Http2DataFrame frame = channel.readOutbound();
        assertThat(frame.content()).isSameAs(large);
        frame.release();
    }

    @Test
    void anAnswerWithoutPayloadIsItsFields() {
        head("HEAD", true);
        server.sink().head(new AnswerHead().length(5));
        payload("never");
        server.sink().end();

        assertThat(frames()).containsExactly("200 end");
    }

    @Test
    void noContentHasNoPayload() {
        head("GET", true);
        server.sink().head(new AnswerHead().status(204));
        payload("never");
        server.sink().end();

        assertThat(frames()).containsExactly("204 end");
    }

    @Test
    void aStreamTakesNoChunks() {
        head("GET", true);
        server.sink().head(new AnswerHead());

        assertThat(server.sink().takesChunks()).isFalse();
        server.sink().end();
    }

    @Test
    void anEarlyAnswerIsFollowedByAWhileInWhichTheRestIsDropped() {
        head("POST", false);
        server.sink().head(new AnswerHead().status(401));
        server.sink().end();
        assertThat(frames()).containsExactly("401 end");

        data("dropped", false);
        passSeconds(1);
        assertThat(frames()).isEmpty();
        passSeconds(1);

        assertThat(frames()).containsExactly("reset NO_ERROR");
        assertThat(seen.messages).containsExactly("POST", "gone");
    }

    @Test
    void aBodyThatGoesOnAndOnBehindItsAnswerIsNotDroppedForever() {
        head("POST", false);
        server.sink().head(new AnswerHead().status(401));
        server.sink().end();
        frames();

        for (int i = 0; i < 16; i++) {
            data("x".repeat(1 << 20), false);
        }
        assertThat(frames()).isEmpty();
        data("x", false);

        assertThat(frames()).containsExactly("reset NO_ERROR");
    }

    @Test
    void aBodyThatEndsBehindItsAnswerIsTheStreamsEnd() {
        head("POST", false);
        server.sink().head(new AnswerHead().status(401));
        server.sink().end();
        frames();
        data("x", true);

        assertThat(frames()).isEmpty();
    }

    @Test
    void aBrokenAnswerThatSaysSoEnds() {
        answerInPart();
        payload("an error");
        server.sink().breakOff();

        assertThat(frames()).containsExactly("200", "part", "an error end");
    }

    @Test
    void aBrokenAnswerThatDoesNotIsResetBehindWhatWasWritten() {
        answerInPart();
        payload("more");
        server.sink().abort();

        assertThat(frames()).containsExactly("200", "part", "more", "", "reset INTERNAL_ERROR");
    }

    @Test
    void anAnswerThatHasNotBegunIsReset() {
        head("POST", false);
        server.sink().abort();

        assertThat(frames()).containsExactly("reset INTERNAL_ERROR");
    }

    @Test
    void aClientThatTakesNothingOfABrokenAnswerIsNotWaitedFor() {
        answerInPart();
        channel.takesBytes = false;
        payload("more");
        server.sink().abort();
        assertThat(channel.isActive()).isTrue();

        passSeconds(WRITE_SECONDS + 1);

        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aClientThatTakesNothingOfTheLastOfAnAnswerIsNotWaitedFor() {
        answerInPart();
        channel.takesBytes = false;
        payload("more");
        server.sink().end();
        passSeconds(WRITE_SECONDS - 1);
        assertThat(channel.isActive()).isTrue();

        passSeconds(1);

        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aClientThatTakesNothingOfAnAnswerThatFlowsIsNotWaitedFor() {
        answerInPart();
        channel.takesBytes = false;
        server.sink().payload(Unpooled.wrappedBuffer(new byte[200_000]));
        server.sink().flush();
        channel.runPendingTasks();
        assertThat(server.sink().isWritable()).isFalse();
        passSeconds(WRITE_SECONDS - 1);
        assertThat(channel.isActive()).isTrue();

        passSeconds(1);

        assertThat(channel.isActive()).isFalse();
        assertThat(seen.messages).endsWith("gone");
    }

    @Test
    void aStreamThatItsClientTakesBackIsGone() {
        head("POST", false);

        channel.pipeline().fireUserEventTriggered(new DefaultHttp2ResetFrame(Http2Error.CANCEL));

        assertThat(seen.messages).containsExactly("POST", "gone");
    }

    private void answerInPart() {
        head("GET", true);
        server.sink().head(new AnswerHead());
        payload("part");
        server.sink().flush();
    }

    private void payload(String text) {
        server.sink().payload(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private static Http2Headers fields(String method) {
        return new DefaultHttp2Headers()
                .method(method)
                .scheme("http")
                .path("/x")
                .authority("a");
    }

    private void head(String method, boolean isEnd) {
        receive(new DefaultHttp2HeadersFrame(fields(method), isEnd));
    }

    private void data(String text, boolean isEnd) {
        receive(new DefaultHttp2DataFrame(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII), isEnd));
    }

    private void receive(Object frame) {
        channel.writeInbound(frame);
    }

    private void passSeconds(long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    /** What was sent since this was asked last. */
    private List<String> frames() {
        List<String> frames = new ArrayList<>();
        for (Object each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
            if (each instanceof Http2HeadersFrame fields) {
                frames.add(fields.headers().status() + (fields.isEndStream() ? " end" : ""));
            } else if (each instanceof Http2DataFrame data) {
                frames.add(data.content().toString(StandardCharsets.US_ASCII) + (data.isEndStream() ? " end" : ""));
                data.release();
            } else if (each instanceof Http2ResetFrame reset) {
                frames.add("reset " + Http2Error.valueOf(reset.errorCode()));
            }
        }
        return frames;
    }

    /** What the exchange is told. */
    private static final class Seen extends ExchangeEnd {
        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            messages.add("gone");
        }

        /** Of what is not written any more. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            assertThat(cause).isInstanceOf(ClosedChannelException.class);
        }
    }
}
