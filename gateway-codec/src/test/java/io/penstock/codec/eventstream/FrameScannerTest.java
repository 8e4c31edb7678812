package io.penstock.codec.eventstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Allocation;
import io.penstock.codec.Cuts;
import io.penstock.codec.Fixtures;
import io.penstock.codec.Frames;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameScannerTest {
    private static final int EVENTS = 200_000;

    @Test
    void endsEachFrameBehindItsChecksumHoweverCut() {
        byte[] first = Frames.event("messageStart", "{\"role\":\"assistant\"}");
        byte[] second = Frames.frame(new byte[0], new byte[0]);
        byte[] third = Frames.event("messageStop", "{\"stopReason\":\"end_turn\"}");

        List<Integer> ends = Cuts.agree(Frames.join(first, second, third), FrameScannerTest::ends);

        int two = first.length + second.length;
        assertThat(ends).containsExactly(first.length, two, two + third.length);
    }

    @Test
    void keepsWhatItSawOfAFrameForTheNextRange() {
        byte[] frame = Frames.event("ping", "{}");
        FrameScanner scanner = new FrameScanner();
        ByteBuf bytes = Unpooled.wrappedBuffer(frame);

        boolean isAtStart = scanner.isAtBoundary();
        int half = scanner.nextEnd(bytes, 0, 5);
        boolean isWithin = scanner.isAtBoundary();
        int whole = scanner.nextEnd(bytes, 5, frame.length);

        assertThat(isAtStart).isTrue();
        assertThat(half).isEqualTo(-1);
        assertThat(isWithin).isFalse();
        assertThat(whole).isEqualTo(frame.length);
        assertThat(scanner.isAtBoundary()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bedrock/agw-basic.bin", "bedrock/agw-bedrock-invoke.bin"})
    void findsTheFramesOfRecordedStreams(String file) {
        byte[] stream = Fixtures.stream(row(file));

        List<Integer> ends = Cuts.agree(stream, FrameScannerTest::ends);

        FrameView view = new FrameView();
        ByteBuf bytes = Unpooled.wrappedBuffer(stream);
        int from = 0;
        for (int end : ends) {
            assertThat(view.read(bytes, from, end)).isTrue();
            from = end;
        }
        assertThat(from).isEqualTo(stream.length);
        assertThat(ends).hasSize(file.contains("invoke") ? 9 : 7);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            a wrong checksum,             0000001000000000 05c248ea
            a flipped bit of a length,    0000001100000000 05c248eb
            text in place of a frame,     646174613a207b22 6964223a
            all zeros,                    0000000000000000 00000000
            """)
    void refusesAPreludeThatIsDamaged(String what, String hex) {
        byte[] prelude = ByteBufUtil.decodeHexDump(hex.replace(" ", ""));

        Cuts.each(
                prelude,
                pieces -> assertThatThrownBy(() -> ends(pieces))
                        .as(what)
                        .isInstanceOf(FrameRefusal.class)
                        .hasMessage("frame: a prelude whose checksum is wrong")
                        .satisfies(
                                refusal -> assertThat(refusal.getStackTrace()).isEmpty()));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            16777217, 0,      frame: 16777217 bytes (expected: at most 16777216)
            4294967295, 0,    frame: 4294967295 bytes (expected: at most 16777216)
            15, 0,            frame: headers of 0 bytes in a frame of 15
            16, 1,            frame: headers of 1 bytes in a frame of 16
            16777216, 131073, frame: headers of 131073 bytes in a frame of 16777216
            16, 4294967295,   frame: headers of 4294967295 bytes in a frame of 16
            """)
    void refusesLengthsThatNoFrameHas(long total, long headers, String message) {
        byte[] prelude = prelude(total, headers);

        assertThatThrownBy(() -> ends(List.of(Unpooled.wrappedBuffer(prelude))))
                .isInstanceOf(FrameRefusal.class)
                .hasMessage(message);
    }

    @Test
    void takesAFrameOfTheGreatestLength() {
        FrameScanner scanner = new FrameScanner();
        ByteBuf prelude = Unpooled.wrappedBuffer(prelude(FrameScanner.FRAME_BYTES_MAX, 0));
        ByteBuf piece = Unpooled.buffer(1 << 16).writeZero(1 << 16);

        int end = scanner.nextEnd(prelude, 0, 12);
        int pieces = 0;
        while (end < 0) {
            end = scanner.nextEnd(piece, 0, 1 << 16);
            pieces++;
        }

        assertThat(pieces).isEqualTo(256);
        assertThat(end).isEqualTo((1 << 16) - 12);
    }

    @Test
    void neverTakesADamagedLengthForAnother() {
        byte[] frame = Frames.event("contentBlockDelta", "{\"delta\":{\"text\":\"Hi\"}}");

        for (int bit = 0; bit < 12 * 8; bit++) {
            byte[] damaged = frame.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));

            assertThatThrownBy(() -> ends(List.of(Unpooled.wrappedBuffer(damaged))))
                    .as("bit " + bit)
                    .isInstanceOf(FrameRefusal.class);
        }
    }

    @Test
    void allocatesNothingForAFrame() {
        byte[] frame = Frames.event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hello\"}}");
        ByteBuf bytes = Allocation.untracked(frame.length).writeBytes(frame);
        FrameScanner scanner = new FrameScanner();

        double perFrame = Allocation.bytesPerCall(EVENTS, () -> {
            if (scanner.nextEnd(bytes, 0, 7) >= 0 || scanner.nextEnd(bytes, 7, frame.length) != frame.length) {
                throw new AssertionError();
            }
        });

        assertThat(perFrame).isLessThan(1);
    }

    private static Fixtures.Row row(String file) {
        return Fixtures.rows().stream()
                .filter(row -> row.file().equals(file))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] prelude(long total, long headers) {
        ByteBuf prelude = Unpooled.buffer(12).writeInt((int) total).writeInt((int) headers);
        prelude.writeInt(new FrameChecksum().of(prelude, 0, 8));
        return ByteBufUtil.getBytes(prelude);
    }

    /** Where frames end, counted over the whole stream. */
    private static List<Integer> ends(List<ByteBuf> pieces) {
        FrameScanner scanner = new FrameScanner();
        List<Integer> ends = new ArrayList<>();
        int before = 0;
        for (ByteBuf piece : pieces) {
            int from = piece.readerIndex();
            for (int end = scanner.nextEnd(piece, from, piece.writerIndex());
                    end >= 0;
                    end = scanner.nextEnd(piece, end, piece.writerIndex())) {
                ends.add(before + end - from);
                if (end == piece.writerIndex()) {
                    break;
                }
            }
            before += piece.readableBytes();
        }
        return ends;
    }
}
