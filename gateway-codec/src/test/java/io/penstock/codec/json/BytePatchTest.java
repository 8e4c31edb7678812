package io.penstock.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class BytePatchTest {
    private static final byte[] BODY = "0123456789".getBytes(StandardCharsets.US_ASCII);

    static Stream<Arguments> patches() {
        return Stream.of(
                Arguments.of(List.of(), "0123456789"),
                Arguments.of(List.of(BytePatch.Edit.of(0, 0, "ab")), "ab0123456789"),
                Arguments.of(List.of(BytePatch.Edit.of(10, 10, "ab")), "0123456789ab"),
                Arguments.of(List.of(BytePatch.Edit.of(5, 5, "ab")), "01234ab56789"),
                Arguments.of(List.of(BytePatch.Edit.of(3, 7, "ab")), "012ab789"),
                Arguments.of(List.of(BytePatch.Edit.of(3, 7, "")), "012789"),
                Arguments.of(List.of(BytePatch.Edit.of(0, 10, "ab")), "ab"),
                Arguments.of(List.of(BytePatch.Edit.of(0, 10, "")), ""),
                Arguments.of(List.of(BytePatch.Edit.of(2, 3, "a"), BytePatch.Edit.of(3, 4, "b")), "01ab456789"),
                Arguments.of(List.of(BytePatch.Edit.of(2, 2, "a"), BytePatch.Edit.of(2, 5, "b")), "01ab56789"),
                Arguments.of(List.of(BytePatch.Edit.of(1, 8, "a"), BytePatch.Edit.of(9, 10, "b")), "0a8b"));
    }

    @ParameterizedTest
    @MethodSource("patches")
    void replacesRangesHoweverTheBodyIsCut(List<BytePatch.Edit> edits, String expected) {
        BytePatch patch = new BytePatch(edits);

        Cuts.each(BODY, pieces -> {
            List<ByteBuf> patched = patch.apply(pieces);

            assertThat(text(patched)).isEqualTo(expected);
            patched.forEach(ByteBuf::release);
        });
        assertThat(patch.growth()).isEqualTo(expected.length() - BODY.length);
        assertThat(patch.isEmpty()).isEqualTo(edits.isEmpty());
    }

    @Test
    void givesBuffersThatAreReleasedInAnyOrderAndAppliesAgain() {
        BytePatch patch = new BytePatch(List.of(BytePatch.Edit.of(2, 4, "ab"), BytePatch.Edit.of(6, 6, "cd")));
        ByteBuf body = Unpooled.directBuffer().writeBytes(BODY);
        List<ByteBuf> first = patch.apply(List.of(body));
        List<ByteBuf> second = patch.apply(List.of(body));

        Collections.reverse(first);
        first.forEach(ByteBuf::release);
        body.release();

        assertThat(text(second)).isEqualTo("01ab45cd6789");
        assertThat(body.refCnt()).isPositive();
        second.forEach(ByteBuf::release);
        assertThat(body.refCnt()).isZero();
        assertThat(patch.edits().get(0).bytes().refCnt()).isEqualTo(1);
    }

    @Test
    void leavesTheIndicesOfTheReplacementsAlone() {
        BytePatch patch = new BytePatch(List.of(BytePatch.Edit.of(0, 1, "ab")));
        List<ByteBuf> first = patch.apply(List.of(Unpooled.wrappedBuffer(BODY)));

        first.get(0).skipBytes(2);
        List<ByteBuf> second = patch.apply(List.of(Unpooled.wrappedBuffer(BODY)));

        assertThat(text(second)).isEqualTo("ab123456789");
    }

    @Test
    void refusesEditsOutOfOrderOrBeyondTheBody() {
        List<BytePatch.Edit> overlapping = List.of(BytePatch.Edit.of(0, 3, "a"), BytePatch.Edit.of(2, 4, "b"));
        BytePatch beyond = new BytePatch(List.of(BytePatch.Edit.of(9, 11, "a")));

        assertThatThrownBy(() -> new BytePatch(overlapping))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("edit: 2 to 4 (expected: in order, from 3 on)");
        assertThatThrownBy(() -> beyond.apply(List.of(Unpooled.wrappedBuffer(BODY))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String text(List<ByteBuf> buffers) {
        StringBuilder text = new StringBuilder();
        for (ByteBuf buffer : buffers) {
            text.append(buffer.toString(StandardCharsets.US_ASCII));
        }
        return text.toString();
    }
}
