package io.penstock.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.penstock.codec.Cuts;
import java.util.List;

/** Any bytes as JSON: taken where Jackson takes them and nowhere else, with the same events however they are cut. */
final class JsonScannerFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void takesWhatJacksonTakes(byte[] input) {
        Object read = Cuts.agreeOnFew(input, JsonScannerFuzzTest::read);

        assertThat(!read.equals("refused")).isEqualTo(JsonScannerDifferentialTest.isTakenByJackson(input));
    }

    private static Object read(List<ByteBuf> pieces) {
        StringBuilder events = new StringBuilder();
        JsonScanner scanner = new JsonScanner(new Told(events));
        try {
            for (ByteBuf piece : pieces) {
                scanner.feed(piece, piece.readerIndex(), piece.writerIndex());
            }
            scanner.finish();
            return events.toString();
        } catch (JsonRefusal refusal) {
            return "refused";
        }
    }

    private record Told(StringBuilder events) implements JsonListener {
        @Override
        public boolean onStart(int depth, JsonKind kind, long offset) {
            events.append(depth).append(kind).append(offset).append(' ');
            return true;
        }

        @Override
        public void onKey(int depth, JsonText name) {
            events.append(name).append(':');
        }

        @Override
        public void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
            events.append(depth).append(kind).append(text).append(offset).append('\n');
        }
    }
}
