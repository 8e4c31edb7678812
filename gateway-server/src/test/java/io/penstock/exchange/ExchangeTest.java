package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.penstock.codec.http.Head;
import io.penstock.config.GatewayConfig;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.openai.OpenAiDialect;
import io.penstock.limit.Limiter;
import io.penstock.limit.Seat;
import io.penstock.relay.AnswerHead;
import io.penstock.relay.Deadline;
import io.penstock.relay.Sink;
import io.penstock.server.testing.Heads;
import io.penstock.server.testing.RunningGateway;
import io.penstock.telemetry.AccessLog;
import io.penstock.upstream.OneLoop;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ExchangeTest {
    private static final String BODY =
            "{\"model\":\"demo/echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    private static final GatewayFault DEAD = GatewayFault.of(Kind.UPSTREAM_BROKEN, "a stale connection");

    private final OneLoop rig = new OneLoop();
    private final Limiter limiter = Limiter.of(System::nanoTime);
    private final HeldBytes held = new HeldBytes(1024);
    private final Client client = new Client();
    private ExchangePolicy.KeepAlive keepAlive = new ExchangePolicy.KeepAlive(false, 0);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aDefectInWhatWaitedForASeatIsAnsweredAndHoldsNothing() {
        Seat others = limiter.seats().take(List.of(), 1, 0, () -> {});
        Exchange exchange = exchange((request, reply) -> {
            throw new IllegalStateException("a defect");
        });
        ask(exchange);
        assertThat(limiter.seats().waiting()).isEqualTo(1);

        limiter.seats().giveBack(others);
        on(() -> {});

        assertThat(client.told).startsWith("500 {").contains("the gateway failed on this request");
        assertThat(limiter.seats().taken()).isZero();
        assertThat(held.held()).isZero();
    }

    static Stream<Throwable> defects() {
        return Stream.of(new IllegalStateException("a defect"), new OutOfMemoryError("no direct memory"));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void aDefectInASecondAttemptIsAnsweredAndHoldsNothing(Throwable defect) {
        Exchange exchange = exchange(firstSilentThen(defect));
        ask(exchange);
        assertThat(limiter.seats().taken()).isEqualTo(1);

        on(() -> exchange.onDead(DEAD, null, true));

        assertThat(client.told).startsWith("500 {").contains("the gateway failed on this request");
        assertThat(limiter.seats().taken()).isZero();
        assertThat(held.held()).isZero();
    }

    /** Answers nothing when first asked, and fails when asked again. */
    private static LocalAnswer firstSilentThen(Throwable failure) {
        AtomicInteger attempts = new AtomicInteger();
        return (request, reply) -> {
            if (attempts.incrementAndGet() == 1) {
                return LocalSource.NOTHING_MORE;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        };
    }

    @Test
    void aSecondAttemptThatIsRefusedEndsAStreamThatWasOpenedEarly() {
        keepAlive = new ExchangePolicy.KeepAlive(true, 1);
        Exchange exchange = exchange(firstSilentThen(new FaultException(GatewayFault.of(Kind.NOT_FOUND, "gone"))));
        ask(exchange, BODY.replace("{\"model\"", "{\"stream\":true,\"model\""));
        assertThat(client.opened).succeedsWithin(10, TimeUnit.SECONDS);

        on(() -> exchange.onDead(DEAD, null, true));

        assertThat(client.told).startsWith("200 ").contains("data: {\"error\":").contains("gone");
        assertThat(limiter.seats().taken()).isZero();
        assertThat(exchange.isSettled()).isTrue();
    }

    @Test
    void aFailureThatCannotBeToldEndsAnExchange() {
        client.isDefective = true;
        Exchange exchange = exchange((request, reply) -> LocalSource.NOTHING_MORE);
        ask(exchange);

        on(() -> exchange.onDead(DEAD, null, false));

        assertThat(client.aborted).isCompleted();
        assertThat(limiter.seats().taken()).isZero();
    }

    @Test
    void aDefectInWhatALocalAnswerDoesLaterIsAnswered() {
        AtomicReference<LocalReply> waiting = new AtomicReference<>();
        Exchange exchange = exchange((request, reply) -> {
            waiting.set(reply);
            return LocalSource.NOTHING_MORE;
        });
        ask(exchange);

        on(() -> Objects.requireNonNull(waiting.get()).guarded(() -> {
            throw new IllegalStateException("a defect");
        }));

        assertThat(client.told).startsWith("500 {").contains("the gateway failed on this request");
        assertThat(limiter.seats().taken()).isZero();
    }

    @Test
    void aDefectWhenItsTimeIsOverEndsAnExchange() {
        try (OneLoop lost = new OneLoop(new SilentNames())) {
            client.isDefective = true;
            Exchange exchange = exchange(lost, (request, reply) -> LocalSource.NOTHING_MORE);

            lost.loop().execute(() -> give(exchange, BODY.replace("demo/echo", "openai/m")));

            assertThat(client.aborted).succeedsWithin(10, TimeUnit.SECONDS);
            assertThat(limiter.seats().taken()).isZero();
        }
    }

    private void ask(Exchange exchange) {
        ask(exchange, BODY);
    }

    private void ask(Exchange exchange, String body) {
        on(() -> give(exchange, body));
    }

    private static void give(Exchange exchange, String body) {
        exchange.onHead(head(body));
        exchange.onBody(Unpooled.copiedBuffer(body, StandardCharsets.US_ASCII));
        exchange.onBodyEnd();
    }

    /** Runs {@code step} on the loop, behind what it has to do already. */
    private void on(Runnable step) {
        rig.loop().submit(step).syncUninterruptibly();
    }

    private Exchange exchange(LocalAnswer demo) {
        return exchange(rig, demo);
    }

    private Exchange exchange(OneLoop on, LocalAnswer demo) {
        ExchangePolicy policy = policy();
        LoopContext context = new LoopContext(
                on.loop(),
                on.pool(),
                on.grants(),
                new LiveExchanges(),
                () -> policy,
                held,
                limiter,
                Map.of(),
                caller -> null,
                demo,
                AccessLog.to(OutputStream.nullOutputStream(), 1),
                null);
        AtomicReference<Exchange> timed = new AtomicReference<>();
        Deadline deadline = new Deadline(
                on.loop(), () -> Objects.requireNonNull(timed.get()).onDeadline());
        Exchange exchange = new Exchange(context, client, LocalSource.NOTHING_MORE, deadline, new Origin(null, null));
        timed.set(exchange);
        return exchange;
    }

    private ExchangePolicy policy() {
        GatewayConfig config = RunningGateway.settings(1)
                .set("features.demo", "on")
                .set("limits.concurrency.max", 1)
                .set("limits.concurrency.queueMax", 1)
                .config();
        return TestPolicy.of(
                config, Map.of(OpenAiDialect.INSTANCE.name(), OpenAiDialect.INSTANCE.faults()), 1024, 1, keepAlive);
    }

    private static Head head(String body) {
        return Heads.request(
                "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: " + body.length() + "\r\n\r\n");
    }

    /** Notes the status and the payload that it is sent. */
    private static final class Client implements Sink {
        private final CompletableFuture<Void> opened = new CompletableFuture<>();
        private final CompletableFuture<Void> aborted = new CompletableFuture<>();
        private String told = "";
        private boolean isDefective;

        @Override
        public ByteBufAllocator alloc() {
            return PooledByteBufAllocator.DEFAULT;
        }

        @Override
        public void askForBody() {}

        @Override
        public void head(AnswerHead head) {
            told += head.status() + " ";
            opened.complete(null);
        }

        @Override
        public void payload(ByteBuf payload) {
            told += new String(ByteBufUtil.getBytes(payload), StandardCharsets.UTF_8);
            payload.release();
            if (isDefective) {
                throw new IllegalStateException("of the sink");
            }
        }

        @Override
        public boolean takesChunks() {
            return false;
        }

        @Override
        public void framed(ByteBuf chunks) {
            payload(chunks);
        }

        @Override
        public void end() {}

        @Override
        public void breakOff() {}

        @Override
        public void abort() {
            aborted.complete(null);
        }

        @Override
        public void flush() {}

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public long pendingBytes() {
            return 0;
        }
    }
}
