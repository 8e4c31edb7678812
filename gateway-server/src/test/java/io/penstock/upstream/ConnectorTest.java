package io.penstock.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectorTest {
    private final OneLoop rig = new OneLoop(() -> {
        throw new ChannelException("too many open files");
    });

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSocketThatCannotBeMadeIsToldOnTheLoopAndIsNoFaultOfTls(boolean isTls) {
        Failing call = new Failing();

        rig.loop().execute(() -> rig.pool().acquire(Address.pinned("127.0.0.1", 1, isTls), call));

        assertThat(call.failed)
                .succeedsWithin(10, TimeUnit.SECONDS)
                .isEqualTo(new Told(ConnectFailure.UNREACHABLE, true));
    }

    private record Told(ConnectFailure failure, boolean isOnLoop) {}

    /** Waits for its failure. */
    private final class Failing extends QuietCall {
        private final CompletableFuture<Told> failed = new CompletableFuture<>();

        @Override
        public void onConnectFailed(ConnectFailure failure) {
            failed.complete(new Told(failure, rig.loop().inEventLoop()));
        }

        @Override
        public void onConnected(UpstreamConnection connection) {
            failed.completeExceptionally(new AssertionError("connected"));
        }
    }
}
