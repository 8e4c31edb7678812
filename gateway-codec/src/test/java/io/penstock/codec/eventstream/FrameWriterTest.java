package io.penstock.codec.eventstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Allocation;
import io.penstock.codec.Frames;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameWriterTest {
    private static final int EVENTS = 200_000;
    private static final FrameHeaders DELTA = FrameHeaders.of(
            ":event-type", "contentBlockDelta", ":content-type", "application/json", ":message-type", "event");

    @Test
    void writesTheFrameThatAwsPublished() {
        ByteBuf out = Unpooled.buffer();
        FrameWriter writer = new FrameWriter();

        writer.begin(out, FrameHeaders.of("content-type", "application/json"));
        out.writeCharSequence("{'foo':'bar'}", StandardCharsets.US_ASCII);
        writer.end();

        assertThat(ByteBufUtil.hexDump(out))
                .isEqualTo("0000003d0000002007fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e"
                        + "7b27666f6f273a27626172277d8d9c08b1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2047, 2048, 2049, 70_000})
    void writesFramesOfAnyLengthBehindWhatIsThere(int length) {
        byte[] payload = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
        ByteBuf out = Unpooled.directBuffer(3).writeZero(3);
        FrameWriter writer = new FrameWriter();

        writer.begin(out, DELTA);
        out.writeBytes(payload);
        writer.end();
        writer.begin(out, FrameHeaders.of());
        writer.end();

        byte[] expected = Frames.join(
                new byte[3],
                Frames.event("contentBlockDelta", "x".repeat(length)),
                Frames.frame(new byte[0], new byte[0]));
        assertThat(ByteBufUtil.getBytes(out)).isEqualTo(expected);
        out.release();
    }

    @Test
    void refusesHeadersThatNoFrameCanHave() {
        assertThatThrownBy(() -> FrameHeaders.of(":event-type")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FrameHeaders.of("x".repeat(256), "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FrameHeaders.of("x", "y".repeat(32_768))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void allocatesNothingForAFrame() {
        byte[] payload = "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hello\"}}".getBytes(StandardCharsets.US_ASCII);
        ByteBuf out = Allocation.untracked(1024);
        FrameWriter writer = new FrameWriter();

        double perFrame = Allocation.bytesPerCall(EVENTS, () -> {
            out.clear();
            writer.begin(out, DELTA);
            out.writeBytes(payload);
            writer.end();
        });

        assertThat(perFrame).isLessThan(1);
    }
}
