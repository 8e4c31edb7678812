package io.penstock.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HeadWriter;
import io.penstock.codec.http.HttpMethod;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UpstreamConnectionTest {
    private final CannedServer server = new CannedServer(request -> CannedServer.json("{}"));
    private final OneLoop rig = new OneLoop();

    @AfterEach
    void close() {
        rig.close();
        server.close();
    }

    /** What it happened in: the connection's own read, and the pool's loan, which may be part of somebody else's read. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDefectOfTheGatewaysOwnEndsTheCallThatItHappenedIn(boolean isOnLoan) {
        Defective call = new Defective(isOnLoan);
        CompletableFuture<Void> asked = new CompletableFuture<>();

        rig.loop().execute(() -> {
            rig.pool().acquire(address(), call);
            asked.complete(null);
        });

        assertThat(asked).succeedsWithin(10, TimeUnit.SECONDS);
        assertThat(call.defect)
                .succeedsWithin(10, TimeUnit.SECONDS)
                .satisfies(told -> assertThat(told).hasMessage("of the call"));
    }

    @Test
    void aDefectOfACallThatWaitedCostsTheOneBeforeItNothing() {
        Defective call = new Defective(true);
        CompletableFuture<Void> returned = new CompletableFuture<>();

        try (OneLoop narrow = new OneLoop(new ConnectionLimits(1))) {
            Borrower first = new Borrower(connection -> {
                narrow.pool().acquire(address(), call);
                connection.giveBack();
                returned.complete(null);
            });
            narrow.loop().execute(() -> narrow.pool().acquire(address(), first));

            assertThat(returned).succeedsWithin(10, TimeUnit.SECONDS);
            assertThat(call.defect).succeedsWithin(10, TimeUnit.SECONDS);
        }
    }

    private Address address() {
        return Address.pinned("127.0.0.1", server.port(), false);
    }

    /** Takes a connection. */
    private static class Borrower extends QuietCall {
        private final Consumer<UpstreamConnection> taker;

        Borrower(Consumer<UpstreamConnection> taker) {
            this.taker = taker;
        }

        @Override
        public void onConnected(UpstreamConnection connection) {
            taker.accept(connection);
        }

        @Override
        public void onConnectFailed(ConnectFailure failure) {
            throw new IllegalStateException(failure.name());
        }
    }

    /** Fails on every connection, or on every answer. */
    private static final class Defective extends Borrower {
        private final CompletableFuture<Throwable> defect = new CompletableFuture<>();

        Defective(boolean isOnLoan) {
            super(isOnLoan ? Defective::fail : Defective::ask);
        }

        private static void ask(UpstreamConnection connection) {
            connection.onRequestBegun(false);
            ByteBuf request = connection.alloc().directBuffer();
            HeadWriter.requestLine(request, HttpMethod.GET, "/");
            HeadWriter.end(request);
            connection.write(request);
            connection.onRequestSent();
            connection.flush();
        }

        private static void fail(UpstreamConnection connection) {
            throw new IllegalStateException("of the call");
        }

        @Override
        public void onHead(Head head) {
            throw new IllegalStateException("of the call");
        }

        @Override
        public void onDefect(Throwable told) {
            defect.complete(told);
        }

        @Override
        public void onClosed() {
            defect.completeExceptionally(new AssertionError("closed"));
        }
    }
}
