package io.penstock.testsuite;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.penstock.config.Transport;
import io.penstock.server.testing.RunningGateway;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A provider that answers while it is asked: each piece of the body comes back before the next is sent. */
final class RelayEchoTest extends RelaySuite {
    private static final int PIECES = 40;
    private static final int PIECE_BYTES_MAX = 50_000;

    @ParameterizedTest
    @EnumSource(value = Transport.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void eachPieceComesBackBeforeTheNextIsSent(Transport transport, TestInfo test) throws Throwable {
        relay(transport, test, RelayEchoTest::echo);
    }

    private static void echo(RelaySuite.Setup setup) {
        RunningGateway gateway = setup.before(Echo::new);
        Peer client = setup.client(gateway, new Peer());
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        Random random = new Random(7);

        client.beginRequest("/proxy/openai/echo");
        for (int i = 0; i < PIECES; i++) {
            byte[] piece = new byte[1 + random.nextInt(i % 4 == 0 ? PIECE_BYTES_MAX : 100)];
            random.nextBytes(piece);
            sent.writeBytes(piece);
            client.send(piece);
            Peer.await(() -> client.receivedBytes() == sent.size(), "what was sent");
        }
        client.end();
        Peer.await(client::isWhole, "the end of the answer");

        assertThat(client.status()).isEqualTo(200);
        assertThat(client.received()).isEqualTo(sent.toByteArray());
    }

    private static final class Echo extends Peer {
        @Override
        void onHead(ChannelHandlerContext ctx) {
            beginAnswer(true);
        }

        @Override
        void onPiece(ChannelHandlerContext ctx, byte[] piece) {
            send(piece);
        }

        @Override
        void onEnd(ChannelHandlerContext ctx) {
            end();
        }
    }
}
