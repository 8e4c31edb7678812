package io.penstock.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.penstock.codec.http.HeadLimits;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which HTTP it is, by the first bytes. */
final class VersionChoiceTest {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final long IDLE_SECONDS = 100;
    private static final long HEAD_SECONDS = 10;

    private final StringBuilder seen = new StringBuilder();
    private final EmbeddedChannel channel = new EmbeddedChannel(new VersionChoice(
            new DownstreamSettings(
                    HeadLimits.DEFAULT,
                    TimeUnit.SECONDS.toNanos(IDLE_SECONDS),
                    1,
                    1,
                    new DownstreamSettings.Slow(TimeUnit.SECONDS.toNanos(HEAD_SECONDS), 1, 0),
                    1,
                    0,
                    null,
                    null,
                    DownstreamSettings.Proxies.NONE),
            (pipeline, isHttp2) -> {
                seen.append(isHttp2 ? "[2]" : "[1]");
                pipeline.addLast(new Next());
            }));

    VersionChoiceTest() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "POST / HTTP/1.1\r\n",
                "PRIX / HTTP/1.1\r\n",
                "PRI * HTTP/1.1\r\n\r\nSM\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r"
            })
    void whatIsNoPrefaceIsHttp1(String text) {
        receive(text + "rest");

        assertThat(seen.toString()).isEqualTo("[1]" + text + "rest");
        assertThat(channel.pipeline().get(VersionChoice.class)).isNull();
    }

    @Test
    void aPrefaceIsHttp2AndPassedOnWithWhatFollows() {
        receive(PREFACE + "frames");

        assertThat(seen.toString()).isEqualTo("[2]" + PREFACE + "frames");
    }

    @Test
    void itIsFoundHoweverTheNetworkCuts() {
        for (int i = 0; i < PREFACE.length() - 1; i++) {
            receive(PREFACE.substring(i, i + 1));
            assertThat(seen.toString()).isEmpty();
        }
        receive("\nframes");
        receive(" and more");

        assertThat(seen.toString()).isEqualTo("[2]" + PREFACE + "frames and more");
    }

    @Test
    void whatBeginsLikeOneIsWaitedForAsForAHead() {
        passSeconds(IDLE_SECONDS - 1);
        receive("PRI");
        passSeconds(HEAD_SECONDS - 1);
        assertThat(channel.isActive()).isTrue();

        passSeconds(1);

        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void whoSaysNothingIsIdle() {
        passSeconds(IDLE_SECONDS - 1);
        assertThat(channel.isActive()).isTrue();

        passSeconds(1);

        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aStopEndsWhatHasNotBegun() {
        channel.pipeline().fireUserEventTriggered(Stopping.INSTANCE);

        assertThat(channel.isActive()).isFalse();
    }

    private void passSeconds(long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    private void receive(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    /** What is behind it. */
    private final class Next extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf in = (ByteBuf) message;
            seen.append(in.toString(StandardCharsets.US_ASCII));
            in.release();
        }
    }
}
