package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HeldBodyTest {
    private static final int READ_BYTES = 2048;

    private final HeldBytes budget = new HeldBytes(1 << 20);
    private final HeldBody body = new HeldBody(budget);

    @AfterEach
    void release() {
        body.release();
        assertThat(budget.held()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 2048", "40, 64", "700, 1024"})
    void smallPiecesShareBuffers(int pieceBytes, int readBytes) {
        int pieces = 50_000 / pieceBytes;
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            String text = Integer.toString(i).repeat(pieceBytes).substring(0, pieceBytes);
            sent.append(text);
            add(text, readBytes);
        }

        assertThat(body.pieces()).hasSizeLessThan(10);
        assertThat(text(body.pieces())).isEqualTo(sent.toString());
        assertThat(body.bytes()).isEqualTo(sent.length());
    }

    @Test
    void aPieceThatFillsItsReadIsNotCopied() {
        add("a", READ_BYTES);
        ByteBuf read = read("b".repeat(READ_BYTES), READ_BYTES);
        long memory = read.memoryAddress();
        body.tryReserve(READ_BYTES);
        body.add(read.readRetainedSlice(READ_BYTES));
        read.release();
        add("c", READ_BYTES);

        assertThat(body.pieces()).hasSize(3);
        assertThat(body.pieces().get(1).memoryAddress()).isEqualTo(memory);
        assertThat(text(body.pieces())).isEqualTo("a" + "b".repeat(READ_BYTES) + "c");
    }

    /** Adds a piece as it comes: a slice of the buffer that was read. */
    private void add(String text, int readBytes) {
        ByteBuf read = read(text, readBytes);
        assertThat(body.tryReserve(text.length())).isTrue();
        body.add(read.readRetainedSlice(text.length()));
        read.release();
    }

    private static ByteBuf read(String text, int readBytes) {
        return PooledByteBufAllocator.DEFAULT
                .directBuffer(readBytes)
                .writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(List<ByteBuf> pieces) {
        ByteBuf[] borrowed = pieces.stream().map(ByteBuf::duplicate).toArray(ByteBuf[]::new);
        return Unpooled.wrappedUnmodifiableBuffer(borrowed).toString(StandardCharsets.US_ASCII);
    }
}
