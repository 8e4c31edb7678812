package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.penstock.codec.http.Head;
import io.penstock.config.GatewayConfig;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ExchangeTest {
    private static final String BODY =
            "{\"model\":\"demo/echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    private final OneLoop rig = new OneLoop();
    private final Limiter limiter = Limiter.of(System::nanoTime);
    private final HeldBytes held = new HeldBytes(1024);
    private final Client client = new Client();

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
        on(() -> {
            exchange.onHead(head());
            exchange.onBody(Unpooled.copiedBuffer(BODY, StandardCharsets.US_ASCII));
            exchange.onBodyEnd();
        });
        assertThat(limiter.seats().waiting()).isEqualTo(1);

        limiter.seats().giveBack(others);
        on(() -> {});

        assertThat(client.told).startsWith("500 {").contains("the gateway failed on this request");
        assertThat(limiter.seats().taken()).isZero();
        assertThat(held.held()).isZero();
    }

    /** Runs {@code step} on the loop, behind what it has to do already. */
    private void on(Runnable step) {
        rig.loop().submit(step).syncUninterruptibly();
    }

    private Exchange exchange(LocalAnswer demo) {
        ExchangePolicy policy = policy();
        LoopContext context = new LoopContext(
                rig.loop(),
                rig.pool(),
                rig.grants(),
                new LiveExchanges(),
                () -> policy,
                held,
                limiter,
                Map.of(),
                caller -> null,
                demo,
                AccessLog.to(OutputStream.nullOutputStream(), 1),
                null);
        Deadline deadline = new Deadline(rig.loop(), () -> {});
        return new Exchange(context, client, LocalSource.NOTHING_MORE, deadline, new Origin(null, null));
    }

    private static ExchangePolicy policy() {
        GatewayConfig config = RunningGateway.settings(1)
                .set("features.demo", "on")
                .set("limits.concurrency.max", 1)
                .set("limits.concurrency.queueMax", 1)
                .config();
        return TestPolicy.of(config, Map.of(OpenAiDialect.INSTANCE.name(), OpenAiDialect.INSTANCE.faults()), 1024, 0);
    }

    private static Head head() {
        return Heads.request(
                "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: " + BODY.length() + "\r\n\r\n");
    }

    /** Notes the status and the payload that it is sent. */
    private static final class Client implements Sink {
        private String told = "";

        @Override
        public ByteBufAllocator alloc() {
            return PooledByteBufAllocator.DEFAULT;
        }

        @Override
        public void askForBody() {}

        @Override
        public void head(AnswerHead head) {
            told += head.status() + " ";
        }

        @Override
        public void payload(ByteBuf payload) {
            told += new String(ByteBufUtil.getBytes(payload), StandardCharsets.UTF_8);
            payload.release();
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
        public void abort() {}

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
