package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import io.penstock.config.LimitsConfig;
import io.penstock.limit.Pressure;
import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Await;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of clients when memory runs short: each step of it over sockets, with memory that is really taken. */
final class MemoryPressureTest {
    private static final int STEP = 10;
    private static final int FRESH = 16;
    private static final String HEALTH = "GET /health HTTP/1.1\r\nhost: a\r\n\r\n";

    private final Deque<ByteBuf> taken = new ArrayDeque<>();
    private final long usedPercent = usedPercent();

    /** What other tests of this process have left counts too: the steps begin above all of that. */
    private static long usedPercent() {
        System.gc();
        return Math.max(MemoryWatch.directPercent(), MemoryWatch.heapPercent());
    }

    private RunningGateway before(ScriptedUpstream upstream) {
        return RunningGateway.settings(upstream.port())
                .set("limits.memory.acceptingMax", usedPercent + STEP)
                .set("limits.memory.admittingMax", usedPercent + 2 * STEP)
                .set("limits.memory.servingMax", usedPercent + 3 * STEP)
                .start();
    }

    /** Takes so much that a step is reached, and half of the way to the next. */
    private void take(RunningGateway gateway, Pressure awaited) {
        long wanted = usedPercent + STEP / 2 + awaited.step() * (long) STEP;
        while (MemoryWatch.directPercent() < wanted) {
            taken.push(PooledByteBufAllocator.DEFAULT.directBuffer((int) (PlatformDependent.maxDirectMemory() / 100)));
        }
        await(gateway, awaited);
    }

    private static void await(RunningGateway gateway, Pressure awaited) {
        Await.until(() -> gateway.gateway().pressure() == awaited);
        assertThat(gateway.gateway().pressure()).isEqualTo(awaited);
    }

    /** A provider that ends its stream when it is told to. */
    private static ScriptedUpstream streamingUntil(CountDownLatch end) {
        return ScriptedUpstream.of(connection -> {
            connection.request();
            connection.send(Chat.begunStream());
            end.await();
            connection.send(Chat.restOfStream());
        });
    }

    @AfterEach
    void giveBack() {
        taken.forEach(ByteBuf::release);
        taken.clear();
    }

    @Test
    void connectionsWaitWhileThereIsNoMemoryForThem() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", Chat.whole("c1"), ""));
                RunningGateway gateway = before(upstream);
                RawClient old = gateway.connect()) {
            assertThat(old.send(Chat.post(Chat.plainBody())).answer().status()).isEqualTo(200);

            take(gateway, Pressure.NOT_ACCEPTING);

            List<RawClient> fresh = new ArrayList<>();
            for (int i = 0; i < FRESH; i++) {
                fresh.add(gateway.connect().send(HEALTH));
            }
            assertThat(old.send(Chat.post(Chat.plainBody())).answer().status()).isEqualTo(200);
            // Each listener takes the one that it was waiting for already.
            int listeners = Runtime.getRuntime().availableProcessors();
            assertThat(fresh).filteredOn(each -> each.isReadableWithin(50)).hasSizeLessThanOrEqualTo(listeners);

            giveBack();
            for (RawClient each : fresh) {
                assertThat(each.answer().status()).isEqualTo(200);
                each.close();
            }
        }
    }

    @Test
    void newRequestsAreRefusedInTheirDialectAndWhatFlowsGoesOn() {
        CountDownLatch isShort = new CountDownLatch(1);
        try (ScriptedUpstream upstream = streamingUntil(isShort);
                RunningGateway gateway = before(upstream);
                RawClient old = gateway.connect();
                RawClient other = gateway.connect();
                RawClient streaming = gateway.connect()) {
            streaming.send(Chat.post(Chat.streamBody())).head();
            old.send(HEALTH).answer();
            other.send(HEALTH).answer();

            take(gateway, Pressure.NOT_ACCEPTING);
            take(gateway, Pressure.NOT_ADMITTING);

            Answer refused = old.send(Chat.post(Chat.plainBody())).answer();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.value("retry-after")).isEqualTo("5");
            assertThat(refused.text()).contains("short of memory", "\"error\"");
            assertThat(other.send(HEALTH).answer().status()).isEqualTo(200);
            isShort.countDown();
            streaming.readUntil(Chat.DONE);
            assertThat(upstream.requests()).isEqualTo(1);
        }
    }

    @Test
    void theRequestThatHoldsMostIsEndedAndAStreamThatHoldsNothingIsNot() {
        CountDownLatch isShort = new CountDownLatch(1);
        try (ScriptedUpstream upstream = streamingUntil(isShort);
                RunningGateway gateway = before(upstream);
                RawClient streaming = gateway.connect();
                RawClient uploading = gateway.connect()) {
            streaming.send(Chat.post(Chat.streamBody())).head();
            uploading.send("POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\n"
                    + "{\"model\":\"openai/m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "a".repeat(500_000));

            take(gateway, Pressure.NOT_ACCEPTING);
            take(gateway, Pressure.NOT_ADMITTING);
            assertThat(uploading.isReadableWithin(100)).isFalse();
            take(gateway, Pressure.ENDING);

            assertThat(uploading.answer().status()).isEqualTo(503);
            isShort.countDown();
            streaming.readUntil(Chat.DONE);
        }
    }

    @Test
    void aStreamThatItsClientDoesNotReadIsEndedAndItsProviderLetGo() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(connection -> {
                    connection.request();
                    connection.send(Chat.begunStream());
                    while (true) {
                        connection.send(Chat.chunk(Chat.delta("a".repeat(1000))));
                    }
                });
                RunningGateway gateway = before(upstream);
                RawClient stalled = RawClient.to(gateway.port(), 4096)) {
            stalled.send(Chat.post(Chat.streamBody())).head();

            take(gateway, Pressure.NOT_ACCEPTING);
            take(gateway, Pressure.NOT_ADMITTING);
            take(gateway, Pressure.ENDING);

            upstream.awaitGone();
            assertThat(gateway.nextLine().path("error").asText()).isEqualTo("overloaded");
        }
    }

    @Test
    void whatACollectionLeavesOfTheHeapCounts() {
        System.gc();
        long before = MemoryWatch.heapPercent();

        byte[] kept = new byte[(int) (Runtime.getRuntime().maxMemory() / 5)];
        System.gc();

        assertThat(MemoryWatch.heapPercent()).isGreaterThanOrEqualTo(before + STEP);
        assertThat(kept).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"89, NONE", "90, NONE", "91, NOT_ACCEPTING", "96, NOT_ADMITTING", "98, NOT_ADMITTING", "99, ENDING"})
    void aStepIsTakenAboveItsBound(long percent, Pressure expected) {
        assertThat(MemoryWatch.pressureOf(percent, new LimitsConfig.Memory(90, 95, 98)))
                .isEqualTo(expected);
    }
}
