package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.Head;
import io.penstock.config.ConfigLoader;
import io.penstock.config.GatewayConfig;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.openai.OpenAiDialect;
import io.penstock.limit.Limiter;
import io.penstock.provider.BaseUrl;
import io.penstock.provider.Catalogue;
import io.penstock.provider.Endpoint;
import io.penstock.relay.Deadline;
import io.penstock.server.testing.Heads;
import io.penstock.telemetry.AccessLog;
import io.penstock.upstream.CannedServer;
import io.penstock.upstream.OneLoop;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class UpstreamAttemptTest {
    private static final String GZIP_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
            + "content-encoding: gzip\r\ncontent-length: 20\r\n\r\n";

    private final CannedServer server = new CannedServer(request -> GZIP_HEAD);
    private final OneLoop rig = new OneLoop();

    @AfterEach
    void close() {
        rig.close();
        server.close();
    }

    @Test
    void anAnswerThatNothingCanBeMadeToReadIsADefectThatTheExchangeIsTold() {
        // No reader of gzip takes it: a defect between the answer's head and its body, with no timer set that would end
        // the wait.
        long impossibleBytesMax = -1;
        Dead dead = new Dead();

        rig.loop()
                .execute(() -> attempt(rig, policy(impossibleBytesMax, 0), dead).begin());

        assertThat(dead.defect)
                .succeedsWithin(10, TimeUnit.SECONDS)
                .satisfies(defect -> assertThat(defect).hasMessageContaining("outputBytesMax"));
    }

    @Test
    void aNameThatIsNotFoundInTimeIsTheProvidersLateness() {
        try (OneLoop lost = new OneLoop(new SilentNames())) {
            Dead dead = new Dead();

            lost.loop().execute(() -> attempt(lost, policy(1024, 1), dead).begin());

            assertThat(dead.fault).succeedsWithin(10, TimeUnit.SECONDS).satisfies(fault -> {
                assertThat(fault.kind()).isEqualTo(Kind.UPSTREAM_TIMEOUT);
                assertThat(fault.message()).isEqualTo("the provider did not accept a connection in time");
            });
        }
    }

    private UpstreamAttempt attempt(OneLoop on, ExchangePolicy policy, AttemptListener listener) {
        LoopContext context = new LoopContext(
                on.loop(),
                on.pool(),
                on.grants(),
                new LiveExchanges(),
                () -> policy,
                new HeldBytes(0),
                Limiter.of(System::nanoTime),
                Map.of(),
                caller -> null,
                (request, reply) -> LocalSource.NOTHING_MORE,
                AccessLog.to(OutputStream.nullOutputStream(), 1),
                null);
        Endpoint endpoint = new Endpoint(
                Objects.requireNonNull(Catalogue.bundled().find("ollama")), BaseUrl.parse(server.url()), List.of());
        UpstreamRequest request = new UpstreamRequest(
                endpoint, "/", head(), PassedFields.NAMED, new RequestBody.Written(List.of()), null, null);
        AnswerPlan plan = new AnswerPlan.Relayed(UnreadProbe.INSTANCE, false, OpenAiDialect.INSTANCE.faults());
        AtomicReference<UpstreamAttempt> timed = new AtomicReference<>();
        Deadline deadline = new Deadline(
                on.loop(), () -> Objects.requireNonNull(timed.get()).onDeadline());
        AttemptTimers timers = new AttemptTimers(context, deadline);
        UpstreamAttempt attempt = new UpstreamAttempt(context, policy, request, plan, false, timers, listener);
        timed.set(attempt);
        return attempt;
    }

    private static ExchangePolicy policy(long bodyBytesMax, long connectNanos) {
        GatewayConfig config = ConfigLoader.load(null, Map.of(), Catalogue.bundled());
        return TestPolicy.of(config, Map.of(), bodyBytesMax, connectNanos);
    }

    private static Head head() {
        return Heads.request("POST / HTTP/1.1\r\nhost: a\r\n\r\n");
    }

    @Test
    void aCallOfSeveralThatCannotBeMadeIsADefectThatTheExchangeIsTold() {
        Dead dead = new Dead();
        SplitAttempt.Calls calls = (index, isFreshWanted, listener) -> {
            if (index == 1) {
                throw new IllegalStateException("of the second");
            }
            return attempt(rig, policy(1024, 0), listener);
        };
        SplitAttempt split = new SplitAttempt(calls, 2, false, rig.loop(), dead);

        rig.loop().execute(split::onEnd);

        assertThat(dead.defect)
                .succeedsWithin(10, TimeUnit.SECONDS)
                .satisfies(defect -> assertThat(defect).hasMessage("of the second"));
    }

    /** Waits for the attempt's death. */
    private static final class Dead implements AttemptListener {
        private final CompletableFuture<Throwable> defect = new CompletableFuture<>();
        private final CompletableFuture<GatewayFault> fault = new CompletableFuture<>();

        @Override
        public void onDead(GatewayFault told, @Nullable ByteBuf answer, boolean isStale) {
            fault.complete(told);
        }

        @Override
        public void onFirstByte() {}

        @Override
        public void onOutput(int heldBytes, boolean isWhole, boolean isOutput) {
            fault.completeExceptionally(new AssertionError("output"));
        }

        @Override
        public void onEnd() {
            fault.completeExceptionally(new AssertionError("an end"));
        }

        @Override
        public void onBroken(GatewayFault told, boolean isBetweenEvents) {
            fault.completeExceptionally(new AssertionError("broken"));
        }

        @Override
        public void onDefect(Throwable told) {
            defect.complete(told);
        }
    }
}
