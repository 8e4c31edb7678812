package io.penstock.dialect.cohere;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import io.penstock.codec.Allocation;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a fragment costs in garbage, read, written or looked at: nothing. Tracking a buffer costs objects of its own, so it is off here. */
final class CohereAllocationTest {
    private static final int EVENTS = 200_000;
    private static final String START =
            "event: message-start\ndata: {\"id\":\"a\",\"type\":\"message-start\",\"delta\":{\"message\":{\"role\":\"assistant\"}}}\n\n";
    private static final String CALL =
            "event: tool-call-start\ndata: {\"type\":\"tool-call-start\",\"index\":0,\"delta\":{\"message\":{\"tool_calls\":"
                    + "{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}}}}\n\n";

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\" w\u00f6rd\\n\"}}}}",
                "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"thinking\":\" word\"}}}}",
                "{\"type\":\"tool-plan-delta\",\"delta\":{\"message\":{\"tool_plan\":\" word\"}}}",
                "{\"type\":\"tool-call-delta\",\"index\":0,\"delta\":{\"message\":{\"tool_calls\":{\"function\":{\"arguments\":\" 1,\"}}}}}"
            })
    void aFragmentCostsNothing(String data) {
        ChatRequest asked = new ChatRequest(List.of(), List.of(), null, null, null, List.of(), List.of(), true, true);
        AnswerWriter writer = CohereDialect.INSTANCE.newAnswerWriter(
                new AnswerContext(true, true, "x", 1, ModelTarget.of("p", "m"), asked));
        AnswerReader reader = CohereDialect.INSTANCE.newAnswerReader();
        ByteBuf out = Unpooled.directBuffer(4096);
        writer.to(out);
        read(reader, START, writer);
        read(reader, CALL, writer);
        ByteBuf event = event(data);

        double bytes = Allocation.bytesPerCall(EVENTS, () -> {
            out.clear();
            reader.onEvent(event, 0, event.writerIndex(), writer);
        });

        assertThat(out.toString(StandardCharsets.UTF_8)).contains(data.contains("arguments") ? " 1," : "rd");
        assertThat(bytes).isLessThan(1);
        out.release();
        event.release();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\" word\"}}}}",
                "{\"type\":\"tool-plan-delta\",\"delta\":{\"message\":{\"tool_plan\":\" word\"}}}"
            })
    void lookingAtAnEventCostsNothing(String data) {
        AnswerProbe probe = CohereDialect.INSTANCE.newAnswerProbe(Operation.CHAT);
        ByteBuf event = event(data);

        double bytes = Allocation.bytesPerCall(EVENTS, () -> probe.onEvent(event, 0, event.writerIndex()));

        assertThat(bytes).isLessThan(1);
        event.release();
    }

    private static ByteBuf event(String data) {
        String name = data.substring(data.indexOf(':') + 2, data.indexOf("\","));
        byte[] bytes = ("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
        return Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    }

    private static void read(AnswerReader reader, String event, AnswerWriter writer) {
        ByteBuf buffer = Unpooled.wrappedBuffer(event.getBytes(StandardCharsets.UTF_8));
        reader.onEvent(buffer, 0, buffer.writerIndex(), writer);
    }
}
