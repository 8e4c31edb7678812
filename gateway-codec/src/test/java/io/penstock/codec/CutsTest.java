package io.penstock.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CutsTest {
    private static final byte[] INPUT = "data: x\n\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void cutsWholeThenByByteThenAtEveryOffset() {
        List<Integer> sizes = new ArrayList<>();

        Cuts.each(INPUT, pieces -> {
            assertThat(text(pieces)).isEqualTo("data: x\n\n");
            sizes.add(pieces.size());
        });

        assertThat(sizes).hasSize(2 + INPUT.length + 1);
        assertThat(sizes.get(0)).isEqualTo(1);
        assertThat(sizes.get(1)).isEqualTo(INPUT.length);
        assertThat(sizes.subList(2, sizes.size())).containsOnly(2);
    }

    @Test
    void cutsALargeInputNearMeaningfulBytesAndNamedBoundaries() {
        byte[] large = new byte[Cuts.EVERY_OFFSET_BYTES_MAX * 8];
        large[20_000] = '\n';
        Set<Integer> offsets = new HashSet<>();

        Cuts.each(large, new int[] {40_000}, pieces -> offsets.add(pieces.get(0).readableBytes()));

        assertThat(offsets).contains(19_996, 20_000, 20_004, 39_996, 40_000, 40_004);
        assertThat(offsets).hasSizeBetween(400, 600);
    }

    @Test
    void namesTheCutThatFailed() {
        assertThatThrownBy(() -> Cuts.agree(INPUT, pieces -> pieces.get(0).readableBytes() == 7 ? "cut" : "same"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("cut at 7 of 9");
    }

    @Test
    void noticesAPieceThatWasRetained() {
        assertThatThrownBy(() -> Cuts.each(INPUT, pieces -> pieces.get(0).retain()))
                .hasMessageContaining("references to a piece");
    }

    private static String text(List<ByteBuf> pieces) {
        StringBuilder text = new StringBuilder();
        for (ByteBuf piece : pieces) {
            text.append(piece.toString(StandardCharsets.US_ASCII));
        }
        return text.toString();
    }
}
