package io.penstock.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.penstock.codec.Allocation;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Operation;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a fragment costs in garbage: nothing. Tracking a buffer costs an object of its own, so it is off here. */
final class DeltaAllocationTest {
    private static final int EVENTS = 200_000;
    private static final String CREATED =
            "data: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"model\":\"m\"}}\n\n";
    private static final String HEAD = "event: response.%1$s.delta\ndata: {\"type\":\"response.%1$s.delta\","
            + "\"sequence_number\":9,\"item_id\":\"x\",\"output_index\":0,\"content_index\":0,";
    private static final String DELTA = HEAD + "\"delta\":\" w\\u00f6rd\",\"logprobs\":[],\"obfuscation\":\"abc\"}\n\n";
    private static final String CALL = "data: {\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":"
            + "{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"\"}}\n\n";

    private ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

    @BeforeEach
    void stopTracking() {
        level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    @AfterEach
    void trackAgain() {
        ResourceLeakDetector.setLevel(level);
    }

    @Test
    void aFragmentOfTextCostsNothing() {
        assertThat(measured(() -> bytesPerEvent("", DELTA.formatted("output_text"))))
                .isLessThan(1);
    }

    @Test
    void aFragmentOfReasoningCostsNothing() {
        assertThat(measured(() -> bytesPerEvent("", DELTA.formatted("reasoning_summary_text"))))
                .isLessThan(1);
    }

    @Test
    void aFragmentOfArgumentsCostsNothing() {
        assertThat(measured(() -> bytesPerEvent(CALL, DELTA.formatted("function_call_arguments"))))
                .isLessThan(1);
    }

    @Test
    void probingAFragmentCostsNothing() {
        AnswerProbe probe = ResponsesDialect.INSTANCE.newAnswerProbe(Operation.RESPONSES);
        ByteBuf event = event(DELTA.formatted("output_text"));

        double bytes =
                measured(() -> Allocation.bytesPerCall(EVENTS, () -> probe.onEvent(event, 0, event.writerIndex())));

        assertThat(bytes).isLessThan(1);
    }

    private static double bytesPerEvent(String before, String delta) {
        AnswerReader reader = ResponsesDialect.INSTANCE.newAnswerReader();
        RawJson asked = RawJson.of("{\"model\":\"m\",\"input\":\"x\"}");
        AnswerWriter writer = ResponsesDialect.INSTANCE.newAnswerWriter(new AnswerContext(
                true,
                true,
                "ex",
                1,
                ModelTarget.of("some", "m"),
                ResponsesDialect.INSTANCE
                        .requestReader()
                        .read(asked.buffer(), asked.start(), asked.end(), new LossReport())));
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(1024);
        writer.to(out);
        ByteBuf created = event(CREATED);
        reader.onEvent(created, 0, created.writerIndex(), writer);
        if (!before.isEmpty()) {
            ByteBuf first = event(before);
            reader.onEvent(first, 0, first.writerIndex(), writer);
        }
        ByteBuf event = event(delta);
        double bytes = Allocation.bytesPerCall(EVENTS, () -> {
            out.clear();
            reader.onEvent(event, 0, event.writerIndex(), writer);
        });
        assertThat(out.readableBytes()).isPositive();
        writer.close();
        out.release();
        return bytes;
    }

    private static ByteBuf event(String text) {
        return Unpooled.directBuffer().writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** On a thread like an event loop's, for only those have caches of buffers. */
    private static double measured(Callable<Double> work) {
        FutureTask<Double> task = new FutureTask<>(work);
        Thread thread = new FastThreadLocalThread(task);
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
