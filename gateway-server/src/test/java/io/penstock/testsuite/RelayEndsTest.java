package io.penstock.testsuite;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.Transport;
import io.penstock.server.testing.RunningGateway;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** FIN and RST, from either side, before an answer and within it. */
final class RelayEndsTest extends RelaySuite {
    private static final byte[] PIECE = {1, 2, 3};

    @ParameterizedTest
    @EnumSource(value = Transport.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void aClientThatHalfClosesHasGoneAndItsProviderIsToldSo(Transport transport, TestInfo test) throws Throwable {
        withinAnAnswer(transport, test, true, (client, provider) -> {
            client.fin();

            Peer.await(provider::isClosed, "the provider's connection to be closed");
            Peer.await(client::isClosed, "the client's connection to be closed");
        });
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void aClientThatResetsHasGoneAndItsProviderIsToldSo(Transport transport, TestInfo test) throws Throwable {
        withinAnAnswer(transport, test, true, (client, provider) -> {
            client.reset();

            Peer.await(provider::isClosed, "the provider's connection to be closed");
        });
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void aHalfCloseEndsAnAnswerThatHasNoOtherEnd(Transport transport, TestInfo test) throws Throwable {
        withinAnAnswer(transport, test, false, (client, provider) -> {
            provider.fin();

            Peer.await(client::isWhole, "the end of the answer");
            assertThat(client.received()).isEqualTo(PIECE);
            assertThat(client.isClosed()).isFalse();
        });
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void aHalfCloseWithinAChunkedAnswerIsNoEnd(Transport transport, TestInfo test) throws Throwable {
        withinAnAnswer(transport, test, true, (client, provider) -> {
            provider.fin();

            Peer.await(client::isClosed, "the client's connection to be closed");
            assertThat(client.received()).isEqualTo(PIECE);
            assertThat(client.isWhole()).isFalse();
        });
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void aResetWithinAnAnswerIsNoEndWhateverItsFraming(Transport transport, TestInfo test) throws Throwable {
        for (boolean isChunked : new boolean[] {true, false}) {
            withinAnAnswer(transport, test, isChunked, (client, provider) -> {
                provider.reset();

                Peer.await(client::isClosed, "the client's connection to be closed");
                assertThat(client.received()).isEqualTo(PIECE);
                assertThat(client.isWhole()).isFalse();
            });
        }
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void aFreshConnectionThatEndsBeforeAnAnswerIsABadGateway(Transport transport, TestInfo test) throws Throwable {
        for (boolean isReset : new boolean[] {true, false}) {
            asked(transport, test, (client, provider) -> {
                if (isReset) {
                    provider.reset();
                } else {
                    provider.fin();
                }

                Peer.await(client::isWhole, "an answer");
                assertThat(client.status()).isEqualTo(502);
            });
        }
    }

    private interface Step {
        void run(Peer client, Peer provider);
    }

    /** Runs {@code step} when the client has the first piece of an answer that is not at its end. */
    private void withinAnAnswer(Transport transport, TestInfo test, boolean isChunked, Step step) throws Throwable {
        asked(transport, test, (client, provider) -> {
            provider.beginAnswer(isChunked);
            provider.send(PIECE);
            Peer.await(() -> client.receivedBytes() == PIECE.length, "the first piece");

            step.run(client, provider);
        });
    }

    /** Runs {@code step} when the provider has the whole request. */
    private void asked(Transport transport, TestInfo test, Step step) throws Throwable {
        relay(transport, test, setup -> {
            Peer provider = new Peer();
            RunningGateway gateway = setup.before(() -> provider);
            Peer client = setup.client(gateway, new Peer());
            client.beginRequest("/proxy/openai/x");
            client.end();
            Peer.await(provider::isWhole, "the request");

            step.run(client, provider);
        });
    }
}
