package io.penstock.codec.http;

import static io.penstock.codec.http.Message.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BodyReaderTest {
    private final BodyReader reader = new BodyReader();
    private final StringBuilder payload = new StringBuilder();

    @Test
    void takesChunksOffHoweverTheyAreCut() {
        byte[] input = bytes(
                "5\r\nhello\r\n00a ; a ; b=c;d = \"e;\\\"\\\\ f\"\r\n, world\r\n!\r\n0;x\r\nA: b\r\nC:\r\n\r\nrest");

        Decoded decoded = Cuts.agree(input, pieces -> decode(Framing.CHUNKED, 0, pieces));

        assertThat(decoded).isEqualTo(new Decoded("hello, world\r\n!", true, 4));
    }

    @Test
    void takesALengthHoweverItIsCut() {
        Decoded decoded = Cuts.agree(bytes("hello, world"), pieces -> decode(Framing.LENGTH, 5, pieces));

        assertThat(decoded).isEqualTo(new Decoded("hello", true, 7));
    }

    @Test
    void takesAllUntilTheConnectionEnds() {
        Decoded decoded = Cuts.agree(bytes("hello"), pieces -> decode(Framing.CLOSE, -1, pieces));

        assertThat(decoded).isEqualTo(new Decoded("hello", false, 0));
    }

    @Test
    void needsNoByteForABodyThatIsNone() {
        ByteBuf in = Unpooled.wrappedBuffer(bytes("GET"));

        assertThat(reader.isDone()).isTrue();
        reader.start(Framing.NONE, -1);
        assertThat(reader.read(in, this::collect)).isTrue();
        reader.start(Framing.LENGTH, 0);
        assertThat(reader.read(in, this::collect)).isTrue();

        assertThat(in.readableBytes()).isEqualTo(3);
        assertThat(payload).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'3|abc|4|defg|', true",
        "'3|abc|', true",
        "'00003|abc|', true",
        "'', false",
        "'3|abc', false",
        "'3|abc\r', false",
        "'3|a', false",
        "'3', false",
        "'3|', false",
        "'3|abc|0||', false",
        "'3|abc|0|', false",
        "'3|abc|0', false",
        "'3|abc|1', false",
        "'3;x|abc|', false"
    })
    void isPlainWhereTheBytesMayGoOnAsTheyAre(String input, boolean isPlain) {
        reader.start(Framing.CHUNKED, 0);

        reader.read(Unpooled.wrappedBuffer(bytes(input.replace("|", "\r\n"))), this::collect);

        assertThat(reader.isPlain()).isEqualTo(isPlain);
    }

    @Test
    void isPlainAgainOnceTheChunkThatWasPendingEnded() {
        reader.start(Framing.CHUNKED, 0);

        assertThat(plain("3\r\nabc\r\n")).isTrue();
        assertThat(plain("3\r\na")).isFalse();
        assertThat(reader.isAtBoundary()).isFalse();
        assertThat(plain("bc\r\n")).isFalse();
        assertThat(reader.isAtBoundary()).isTrue();
        assertThat(plain("3\r\nabc\r\n")).isTrue();
        assertThat(plain("0\r\n\r\n")).isFalse();
        assertThat(reader.isAtBoundary()).isTrue();
        reader.start(Framing.LENGTH, 3);
        assertThat(plain("abc")).isFalse();
        assertThat(reader.isAtBoundary()).isTrue();
    }

    @Test
    void countsASizeOf32Bits() {
        reader.start(Framing.CHUNKED, 0);

        reader.read(Unpooled.wrappedBuffer(bytes("ffffFFFF\r\nabc")), this::collect);

        assertThat(payload).hasToString("abc");
        assertThat(reader.isAtBoundary()).isFalse();
        assertThatThrownBy(reader::onInputClosed).isInstanceOf(HttpRefusal.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "3\r\nab", "3\r\nabc\r\n", "3\r\nabc\r\n0\r\n", "0\r\nA: b\r\n"})
    void refusesChunksCutShort(String input) {
        reader.start(Framing.CHUNKED, 0);
        reader.read(Unpooled.wrappedBuffer(bytes(input)), this::collect);

        assertThatThrownBy(reader::onInputClosed)
                .isInstanceOf(HttpRefusal.class)
                .hasMessage("body is cut short");
    }

    @Test
    void refusesALengthCutShort() {
        reader.start(Framing.LENGTH, 3);
        reader.read(Unpooled.wrappedBuffer(bytes("ab")), this::collect);

        assertThatThrownBy(reader::onInputClosed).isInstanceOf(HttpRefusal.class);
    }

    @Test
    void endsWithTheConnectionWhereNothingElseEndsIt() {
        reader.start(Framing.CLOSE, -1);
        reader.read(Unpooled.wrappedBuffer(bytes("ab")), this::collect);
        assertThat(reader.isDone()).isFalse();

        reader.onInputClosed();

        assertThat(reader.isDone()).isTrue();
    }

    @Test
    void startsAnewAfterABodyThatWasLeft() {
        reader.start(Framing.CHUNKED, 0);
        reader.read(Unpooled.wrappedBuffer(bytes("5\r\nab")), this::collect);

        reader.start(Framing.CHUNKED, 0);

        assertThat(reader.read(Unpooled.wrappedBuffer(bytes("1\r\nc\r\n0\r\n\r\n")), this::collect))
                .isTrue();
        assertThat(payload).hasToString("abc");
    }

    @Test
    void takesAMillionChunksOfAByte() {
        ByteBuf chunks = Unpooled.wrappedBuffer(bytes("1\r\nx\r\n".repeat(1000)));
        reader.start(Framing.CHUNKED, 0);
        int[] bytes = {0};

        for (int i = 0; i < 1000; i++) {
            chunks.readerIndex(0);
            reader.read(chunks, (in, start, end) -> bytes[0] += end - start);
        }

        assertThat(bytes[0]).isEqualTo(1_000_000);
        assertThat(reader.isPlain()).isTrue();
    }

    private record Decoded(String payload, boolean isDone, int rest) {}

    private static Decoded decode(Framing framing, long length, List<ByteBuf> pieces) {
        BodyReader reader = new BodyReader();
        StringBuilder payload = new StringBuilder();
        reader.start(framing, length);
        int rest = 0;
        for (ByteBuf piece : pieces) {
            reader.read(piece, (in, start, end) -> payload.append(text(in, start, end)));
            rest += piece.readableBytes();
        }
        return new Decoded(payload.toString(), reader.isDone(), rest);
    }

    private boolean plain(String input) {
        reader.read(Unpooled.wrappedBuffer(bytes(input)), this::collect);
        return reader.isPlain();
    }

    private void collect(ByteBuf in, int start, int end) {
        payload.append(text(in, start, end));
    }

    private static String text(ByteBuf in, int start, int end) {
        return in.toString(start, end - start, StandardCharsets.ISO_8859_1);
    }
}
