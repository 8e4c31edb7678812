package io.penstock.codec.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.penstock.codec.Cuts;
import java.util.List;
import java.util.function.Function;

/** Any bytes as a request and as an answer: read alike however they are cut, and what is taken says one thing to everybody. */
final class HeadReaderFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void takesNothingThatCouldBeReadInTwoWays(byte[] input) {
        check(input, Message::readRequest, "[!#$%&'*+.^`|~0-9a-z-]+");
        // An underscore, which becomes a hyphen's in variables, is refused of clients alone.
        check(input, Message::readAnswer, "[!#$%&'*+.^_`|~0-9a-z-]+");
    }

    private static void check(byte[] input, Function<List<ByteBuf>, Message> reader, String names) {
        Object read = Cuts.agreeOnFew(input, pieces -> outcome(pieces, reader));

        if (read instanceof Message message && !message.equals(Message.PARTIAL)) {
            assertThat(message.start()).matches("[A-Z]+ [!-~]+|[1-9][0-9]{2}");
            assertThat(message.minorVersion()).isBetween(0, 1);
            assertThat(message.fields()).allMatch(field -> field.matches(names + ": [\\t -~\\x80-\\xff]*"));
            assertThat(named(message, "content-length: ")).isLessThanOrEqualTo(1);
            assertThat(named(message, "transfer-encoding: ")).isLessThanOrEqualTo(1);
            assertThat(named(message, "content-length: ") + named(message, "transfer-encoding: "))
                    .isLessThanOrEqualTo(1);
        }
    }

    private static Object outcome(List<ByteBuf> pieces, Function<List<ByteBuf>, Message> reader) {
        try {
            return reader.apply(pieces);
        } catch (HttpRefusal refusal) {
            return refusal.reason();
        }
    }

    private static long named(Message message, String start) {
        return message.fields().stream()
                .filter(field -> field.startsWith(start))
                .count();
    }
}
