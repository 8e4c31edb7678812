package io.penstock.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.Allocation;
import io.penstock.codec.Cuts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonPathsTest {
    private static final JsonPaths PATHS = JsonPaths.of(
            JsonPaths.at(0, "[].id", "[].calls[].id"),
            JsonPaths.at(1, "[].body[].in|within.mark"),
            JsonPaths.at(2, "[].body[]"),
            JsonPaths.at(3, "[].body"));

    /** Writes down what has a code: where it starts, where it ends, and what it says. */
    private static final class Listener implements JsonListener {
        final JsonPaths.Walk walk = new JsonPaths.Walk(PATHS);
        final List<String> heard = new ArrayList<>();

        @Override
        public boolean onStart(int depth, JsonKind kind, long offset) {
            boolean isWanted = walk.onStart(depth, kind);
            if (walk.code() > 1) {
                heard.add("<" + walk.code());
            }
            return isWanted;
        }

        @Override
        public void onKey(int depth, JsonText name) {
            walk.onKey(name);
        }

        @Override
        public void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
            walk.onEnd(depth);
            if (walk.code() != JsonPaths.NONE) {
                heard.add((walk.code() > 1 ? ">" : "") + walk.code() + text);
            }
        }
    }

    private static String heard(List<ByteBuf> pieces) {
        Listener listener = new Listener();
        JsonScanner scanner = new JsonScanner(listener);
        pieces.forEach(piece -> scanner.feed(piece, piece.readerIndex(), piece.writerIndex()));
        scanner.finish();
        return String.join(" ", listener.heard);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            []                                                        ! ``
            7                                                         ! ``
            [{'id':'a'},{'x':{'id':'b'},'id':'c'}]                    ! 0a 0c
            [{'calls':[{'id':'a'},{'y':[],'id':'b'}],'id':'c'}]       ! 0a 0b 0c
            [{'calls':[{'id':{'id':'x'}},{'id':['y']}]}]              ! 0 0
            [{'body':[]},{'body':'text'}]                             ! <3 >3 <3 >3
            [{'body':['a',{'in':{'mark':'b'}},[{'in':1}]]}]           ! <3 <2 >2 <2 1b >2 <2 >2 >3
            [{'body':[{'within':{'mark':'a','x':[{'mark':'b'}]}}]}]   ! <3 <2 1a >2 >3
            [{'body':[{'in':{'x':1}},{'mark':'a'}],'mark':'b'}]       ! <3 <2 >2 <2 >2 >3
            {'id':'a','calls':{'id':'b'},'body':{'in':{'mark':'c'}}}  ! 0a 0b <3 1c >3
            [{'calls':{'id':'a'}},{'calls':[{'id':'b'}],'id':'c'}]    ! 0a 0b 0c
            [[{'id':'a'}],{'id':'b'}]                                 ! 0b
            """)
    void hearsOfEachPlaceAndOfNoOtherHoweverCut(String json, String expected) {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);

        assertThat(Cuts.agree(bytes, JsonPathsTest::heard)).isEqualTo(expected);
    }

    @Test
    void walksWithoutGarbage() {
        JsonPaths.Walk walk = new JsonPaths.Walk(PATHS);

        assertThat(Allocation.bytesPerCall(10_000, () -> {
                    walk.onStart(0, JsonKind.ARRAY);
                    walk.onStart(1, JsonKind.OBJECT);
                    walk.onEnd(1);
                    walk.onEnd(0);
                }))
                .isZero();
    }

    @Test
    void refusesAPathThatIsTooLong() {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonPaths.of(JsonPaths.at(0, "a.".repeat(31))));
    }
}
