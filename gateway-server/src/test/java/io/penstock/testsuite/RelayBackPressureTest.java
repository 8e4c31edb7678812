package io.penstock.testsuite;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.penstock.config.Transport;
import io.penstock.server.testing.RunningGateway;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer that reads slowly, by turns or not at all holds back the one that sends, and loses nothing. */
final class RelayBackPressureTest extends RelaySuite {
    private static final int ANSWER_BYTES = 32 << 20;

    /** What the gateway's two sockets may take on Linux as it comes, with room; its peers keep little. */
    private static final int IN_FLIGHT_BYTES_MAX = 16 << 20;

    private static final int PIECE_BYTES = 64 << 10;
    private static final long STILL_NANOS = 100_000_000;
    private static final byte[] CONTENT = new byte[ANSWER_BYTES];

    static {
        new Random(3).nextBytes(CONTENT);
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void aClientThatStopsReadingHoldsItsProviderBackAndLosesNothing(Transport transport, TestInfo test)
            throws Throwable {
        relay(transport, test, setup -> {
            AtomicInteger taken = new AtomicInteger();
            RunningGateway gateway = setup.before(() -> new Source(taken, true));
            Peer client = setup.client(gateway, new Peer());
            client.beginRequest("/proxy/openai/x");
            client.channel().config().setAutoRead(false);
            client.end();

            awaitStill(taken);
            assertThat(taken.get()).isBetween(1, IN_FLIGHT_BYTES_MAX);

            client.channel().config().setAutoRead(true);
            Peer.await(client::isWhole, "the end of the answer");
            assertThat(Arrays.equals(client.received(), CONTENT)).isTrue();
        });
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void aClientThatAsksForEachReadGetsAllOfIt(Transport transport, TestInfo test) throws Throwable {
        relay(transport, test, setup -> {
            RunningGateway gateway = setup.before(() -> new Source(new AtomicInteger(), true));
            Peer client = setup.client(gateway, new Turns());
            client.channel().config().setAutoRead(false);
            client.beginRequest("/proxy/openai/x");
            client.end();
            client.channel().read();

            Peer.await(client::isWhole, "the end of the answer");

            assertThat(Arrays.equals(client.received(), CONTENT)).isTrue();
        });
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void aProviderThatStopsReadingHoldsItsClientBackAndLosesNothing(Transport transport, TestInfo test)
            throws Throwable {
        relay(transport, test, setup -> {
            AtomicInteger taken = new AtomicInteger();
            Stopped provider = new Stopped();
            RunningGateway gateway = setup.before(() -> provider);
            Source client = setup.client(gateway, new Source(taken, false));
            client.beginRequest("/proxy/openai/x");
            Peer.await(provider::isBegun, "the head of the request");
            client.pour();

            awaitStill(taken);
            assertThat(taken.get()).isBetween(1, IN_FLIGHT_BYTES_MAX);

            provider.channel().config().setAutoRead(true);
            Peer.await(client::isWhole, "the answer");
            assertThat(Arrays.equals(provider.received(), CONTENT)).isTrue();
        });
    }

    /** Waits until the count has begun and then stayed the same for a while. */
    private static void awaitStill(AtomicInteger count) {
        Peer.await(() -> count.get() > 0, "the first bytes");
        int last = 0;
        long since = System.nanoTime();
        while (System.nanoTime() - since < STILL_NANOS) {
            LockSupport.parkNanos(1_000_000);
            if (count.get() != last) {
                last = count.get();
                since = System.nanoTime();
            }
        }
    }

    /** Sends the content as fast as it is taken, as an answer or as a request; counts what the socket took. */
    private static final class Source extends Peer {
        private final AtomicInteger taken;
        private final boolean isProvider;
        private int at;

        Source(AtomicInteger taken, boolean isProvider) {
            this.taken = taken;
            this.isProvider = isProvider;
        }

        @Override
        void onEnd(ChannelHandlerContext ctx) {
            if (isProvider) {
                beginAnswer(true);
                pour();
            }
        }

        void pour() {
            channel().eventLoop().execute(this::next);
        }

        private void next() {
            if (at == ANSWER_BYTES) {
                end();
                return;
            }
            byte[] piece = Arrays.copyOfRange(CONTENT, at, at + PIECE_BYTES);
            at += PIECE_BYTES;
            channel()
                    .writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(piece)))
                    .addListener(written -> {
                        if (written.isSuccess()) {
                            taken.addAndGet(piece.length);
                            next();
                        }
                    });
        }
    }

    /** Reads when it has read. */
    private static final class Turns extends Peer {
        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.read();
        }
    }

    /** Reads no more once it has the head, until it is let; answers at the end. */
    private static final class Stopped extends Peer {
        @Override
        void onHead(ChannelHandlerContext ctx) {
            ctx.channel().config().setAutoRead(false);
        }

        @Override
        void onEnd(ChannelHandlerContext ctx) {
            beginAnswer(true);
            end();
        }
    }
}
