package io.penstock.dialect.responses.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.Feed;
import io.penstock.dialect.Heard;
import io.penstock.dialect.responses.Recordings;
import io.penstock.dialect.responses.ResponsesDialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What is written of a recorded answer says the same when it is read back. */
final class RoundTripTest {

    /** What a client hears: of a stream, or of a whole answer. */
    static Heard read(String text) {
        AnswerReader reader = ResponsesDialect.INSTANCE.newAnswerReader();
        return text.startsWith("{") ? Feed.body(reader, text) : Feed.stream(reader, text);
    }

    @TestFactory
    Collection<DynamicTest> streamsGoDownAsStreams() {
        return Recordings.each("stream", (row, stream) -> verify(stream, true));
    }

    @TestFactory
    Collection<DynamicTest> streamsGoDownWhole() {
        return Recordings.each("stream", (row, stream) -> verify(stream, false));
    }

    @TestFactory
    Collection<DynamicTest> wholeAnswersGoDownAsStreams() {
        return Recordings.each("json", (row, body) -> verify(body, true));
    }

    @TestFactory
    Collection<DynamicTest> wholeAnswersGoDownWhole() {
        return Recordings.each("json", (row, body) -> verify(body, false));
    }

    private static void verify(byte[] answer, boolean isStream) {
        String text = new String(answer, StandardCharsets.UTF_8);
        Heard expected = read(text);

        Written written = Written.of("{'model':'m','input':'x'}", isStream, writer -> {
            AnswerReader reader = ResponsesDialect.INSTANCE.newAnswerReader();
            if (text.startsWith("{")) {
                reader.onBody(Unpooled.wrappedBuffer(answer), 0, answer.length, writer);
            } else {
                Feed.stream(reader, answer, writer, new ArrayList<>());
            }
        });

        Heard heard = read(written.text);
        assertThat(heard.essence()).isEqualTo(expected.essence());
        assertThat(heard.choice(0).blocks()).isEqualTo(expected.choice(0).blocks());
        assertThat(heard.choice(0).states()).isEqualTo(expected.choice(0).states());
        assertThat(heard.choice(0).citations())
                .hasSameSizeAs(expected.choice(0).citations().stream()
                        .filter(citation -> citation.url() != null)
                        .toList());
    }
}
