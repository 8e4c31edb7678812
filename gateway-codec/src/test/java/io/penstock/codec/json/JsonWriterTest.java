package io.penstock.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
    private static final RawJson PRETTY = RawJson.of("{\r\n  \"a\": \"\\n\",\n  \"b\": []\n}");

    @Test
    void putsAValueOnOneLineWhereTheTextMayBeAnEvent() {
        ByteBuf out = Unpooled.buffer();

        JsonWriter.into(out).beginObject().name("v").raw(PRETTY).endObject();

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"v\":{    \"a\": \"\\n\",   \"b\": [] }}");
    }

    @Test
    void leavesAValueAsItStandsWhereTheTextIsABody() {
        List<ByteBuf> pieces = JsonWriter.pieces(
                UnpooledByteBufAllocator.DEFAULT,
                json -> json.beginObject().name("v").raw(PRETTY).endObject());

        assertThat(pieces).hasSize(1);
        assertThat(pieces.get(0).toString(StandardCharsets.UTF_8)).isEqualTo("{\"v\":" + PRETTY + "}");
        pieces.get(0).release();
    }

    @Test
    void keepsNothingOfATextThatCannotBeWritten() {
        UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false);
        RawJson large = RawJson.of("\"" + "a".repeat(JsonWriter.COPIED_BYTES_MAX) + "\"");

        assertThatIllegalStateException()
                .isThrownBy(() -> JsonWriter.pieces(alloc, json -> {
                    json.beginArray().raw(large);
                    throw new IllegalStateException("a member that has no word");
                }));

        assertThat(alloc.metric().usedHeapMemory() + alloc.metric().usedDirectMemory())
                .isZero();
        assertThat(large.buffer().refCnt()).isEqualTo(1);
    }
}
