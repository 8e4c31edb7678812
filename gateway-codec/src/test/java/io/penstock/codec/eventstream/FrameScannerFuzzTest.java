package io.penstock.codec.eventstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Any bytes as a stream of frames: the same frames however they are cut. A fuzzer does not find checksums, so the input is also taken
 * for the headers and the payload of a frame whose checksums are right.
 */
final class FrameScannerFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void takesFramesWithBothChecksumsAlone(byte[] input) {
        check(input);
        int headers = input.length == 0 ? 0 : (input[0] & 0xff) % (input.length + 1);
        byte[] framed = framed(input, headers);
        check(framed);
        check(ByteBuffer.allocate(framed.length + input.length)
                .put(framed)
                .put(input)
                .array());
    }

    private static void check(byte[] input) {
        Object read = Cuts.agreeOnFew(input, FrameScannerFuzzTest::ends);

        int from = 0;
        for (Object end : read instanceof List<?> ends ? ends : List.of()) {
            checkFrame(input, from, (Integer) end);
            from = (Integer) end;
        }
    }

    private static void checkFrame(byte[] input, int from, int end) {
        ByteBuffer bytes = ByteBuffer.wrap(input);
        assertThat(bytes.getInt(from)).isEqualTo(end - from);
        assertThat(bytes.getInt(from + 8)).isEqualTo(crc(input, from, 8));
        FrameView view = new FrameView();
        if (view.read(Unpooled.wrappedBuffer(input), from, end)) {
            assertThat(bytes.getInt(end - 4)).isEqualTo(crc(input, from, end - from - 4));
            assertThat(view.payloadStart()).isEqualTo(from + 12 + bytes.getInt(from + 4));
            assertThat(view.payloadEnd()).isEqualTo(end - 4);
            for (int header = FrameView.MESSAGE_TYPE; header <= FrameView.ERROR_MESSAGE; header++) {
                assertThat(view.start(header)).isBetween(from, view.end(header));
                assertThat(view.end(header)).isLessThanOrEqualTo(view.payloadStart());
            }
        }
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32 sum = new CRC32();
        sum.update(bytes, from, length);
        return (int) sum.getValue();
    }

    private static byte[] framed(byte[] content, int headers) {
        ByteBuffer frame = ByteBuffer.allocate(16 + content.length);
        frame.putInt(frame.capacity()).putInt(headers);
        frame.putInt(crc(frame.array(), 0, 8)).put(content);
        frame.putInt(crc(frame.array(), 0, frame.position()));
        return frame.array();
    }

    private static Object ends(List<ByteBuf> pieces) {
        FrameScanner scanner = new FrameScanner();
        List<Integer> ends = new ArrayList<>();
        int before = 0;
        try {
            for (ByteBuf piece : pieces) {
                int start = piece.readerIndex();
                int from = start;
                while (from < piece.writerIndex()) {
                    int end = scanner.nextEnd(piece, from, piece.writerIndex());
                    if (end < 0) {
                        break;
                    }
                    ends.add(before + end - start);
                    from = end;
                }
                before += piece.readableBytes();
            }
            return ends;
        } catch (FrameRefusal refusal) {
            return "refused behind " + ends;
        }
    }
}
