package io.penstock.codec.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunksTest {
    private final ByteBuf out = Unpooled.buffer();

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 10, 15, 16, 17, 255, 256, 4095, 4096, 65_535, 1 << 20, Integer.MAX_VALUE})
    void writesASizeWithoutLeadingZeros(int size) {
        Chunks.size(out, size);

        assertThat(text()).isEqualTo(Integer.toHexString(size) + "\r\n");
        assertThat(out.readableBytes()).isLessThanOrEqualTo(Chunks.SIZE_BYTES_MAX);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void refusesASizeThatWouldEndTheBody(int size) {
        assertThatThrownBy(() -> Chunks.size(out, size)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesWhatTheReaderTakesOff() {
        Chunks.size(out, 5);
        out.writeBytes(Wire.ascii("hello"));
        Chunks.end(out);
        Chunks.last(out);
        BodyReader reader = new BodyReader();
        StringBuilder payload = new StringBuilder();
        reader.start(Framing.CHUNKED, -1);

        boolean isWhole = reader.read(
                out, (in, start, end) -> payload.append(in.toString(start, end - start, StandardCharsets.US_ASCII)));

        assertThat(isWhole).isTrue();
        assertThat(payload).hasToString("hello");
    }

    @Test
    void sharesBuffersThatNobodyCanReleaseOrChange() {
        ByteBuf last = Chunks.LAST.duplicate();

        assertThat(last.readCharSequence(5, StandardCharsets.US_ASCII)).hasToString("0\r\n\r\n");
        assertThat(last.release()).isFalse();
        assertThat(Chunks.LAST.isReadOnly()).isTrue();
        assertThat(Chunks.CRLF.toString(StandardCharsets.US_ASCII)).isEqualTo("\r\n");
    }

    private String text() {
        return out.toString(StandardCharsets.US_ASCII);
    }
}
