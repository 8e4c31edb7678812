package io.penstock.codec.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.penstock.codec.Cuts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Any bytes as a chunked body: read alike however they are cut, and what is taken to its end a reader by the grammar takes alike. */
final class ChunksFuzzTest {
    /** RFC 9112 7.1, an extension with or without a value. */
    private static final Pattern SIZE_LINE = Pattern.compile(
            "([0-9A-Fa-f]{1,16})(?:[ \\t]*;[ \\t]*[!-~&&[^\";=]]+(?:[ \\t]*=[ \\t]*(?:[!-~&&[^\";=]]+|\"(?:[^\"\\\\\\r\\n]|\\\\[^\\r\\n])*\"))?)*[ \\t]*\\r\\n");

    private static final Pattern TRAILERS =
            Pattern.compile("(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\t -~\\x80-\\xff]*\\r\\n)*\\r\\n");

    private record Read(String payload, boolean isWhole, int rest) {}

    @FuzzTest(maxDuration = "1m")
    void agreesWithTheGrammar(byte[] input) {
        Object read = Cuts.agreeOnFew(input, ChunksFuzzTest::read);

        if (read instanceof Read whole && whole.isWhole()) {
            assertThat(whole).isEqualTo(byGrammar(new String(input, StandardCharsets.ISO_8859_1)));
        }
    }

    private static Object read(List<ByteBuf> pieces) {
        BodyReader reader = new BodyReader();
        reader.start(Framing.CHUNKED, -1);
        StringBuilder payload = new StringBuilder();
        boolean isWhole = false;
        int rest = 0;
        try {
            for (ByteBuf piece : pieces) {
                isWhole = isWhole
                        || reader.read(
                                piece,
                                (in, from, to) ->
                                        payload.append(in.toString(from, to - from, StandardCharsets.ISO_8859_1)));
                rest += piece.readableBytes();
            }
            return new Read(payload.toString(), isWhole, rest);
        } catch (HttpRefusal refusal) {
            return refusal.reason();
        }
    }

    private static Read byGrammar(String text) {
        StringBuilder payload = new StringBuilder();
        Matcher line = SIZE_LINE.matcher(text);
        int at = 0;
        while (true) {
            assertThat(line.region(at, text.length()).lookingAt())
                    .as("a size line at %d", at)
                    .isTrue();
            int size = (int) Long.parseLong(line.group(1), 16);
            at = line.end();
            if (size == 0) {
                break;
            }
            payload.append(text, at, at + size);
            assertThat(text.startsWith("\r\n", at + size))
                    .as("the end of a chunk")
                    .isTrue();
            at += size + 2;
        }
        Matcher trailers = TRAILERS.matcher(text).region(at, text.length());
        assertThat(trailers.lookingAt()).as("trailers").isTrue();
        return new Read(payload.toString(), true, text.length() - trailers.end());
    }
}
