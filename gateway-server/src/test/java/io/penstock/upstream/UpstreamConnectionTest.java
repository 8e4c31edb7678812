package io.penstock.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HeadWriter;
import io.penstock.codec.http.HttpMethod;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class UpstreamConnectionTest {
    private final CannedServer server = new CannedServer(request -> CannedServer.json("{}"));
    private final OneLoop rig = new OneLoop();
    private final Logger logger = (Logger) LoggerFactory.getLogger(UpstreamConnection.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void close() {
        logger.detachAppender(logged);
        rig.close();
        server.close();
    }

    @Test
    void aDefectOfTheGatewaysOwnEndsTheCallAndIsLogged() {
        Defective call = new Defective();

        rig.loop().execute(() -> rig.pool().acquire(Address.pinned("127.0.0.1", server.port(), false), call));

        assertThat(call.broken).succeedsWithin(10, TimeUnit.SECONDS);
        assertThat(logged.list).singleElement().satisfies(event -> {
            assertThat(event.getMessage()).isEqualTo("defect");
            assertThat(event.getThrowableProxy().getMessage()).isEqualTo("of the call");
        });
    }

    /** Fails on every answer. */
    private static final class Defective extends QuietCall {
        private final CompletableFuture<Void> broken = new CompletableFuture<>();

        @Override
        public void onConnected(UpstreamConnection connection) {
            connection.onRequestBegun(false);
            ByteBuf request = connection.alloc().directBuffer();
            HeadWriter.requestLine(request, HttpMethod.GET, "/");
            HeadWriter.end(request);
            connection.write(request);
            connection.onRequestSent();
            connection.flush();
        }

        @Override
        public void onHead(Head head) {
            throw new IllegalStateException("of the call");
        }

        @Override
        public void onBroken() {
            broken.complete(null);
        }

        @Override
        public void onConnectFailed(ConnectFailure failure) {
            broken.completeExceptionally(new AssertionError(failure));
        }

        @Override
        public void onClosed() {
            broken.completeExceptionally(new AssertionError("closed"));
        }
    }
}
