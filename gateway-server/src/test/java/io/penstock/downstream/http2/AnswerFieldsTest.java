package io.penstock.downstream.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HeadLimits;
import io.penstock.codec.http.HeadReader;
import io.penstock.codec.http.HttpRefusal;
import io.penstock.relay.AnswerHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Heads of answers as header fields. */
final class AnswerFieldsTest {

    @Test
    void fieldsOfTheGatewaysOwnComeWithStatusLengthAndDate() {
        Http2Headers fields =
                AnswerFields.of(new AnswerHead().status(404).length(12).field("x-request-id", "r"));

        assertThat(names(fields)).containsExactly(":status", "x-request-id", "content-length", "date");
        assertThat(fields.status().toString()).isEqualTo("404");
        assertThat(fields.get("content-length").toString()).isEqualTo("12");
        assertThat(fields.get("date").toString()).matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
    }

    @Test
    void aProvidersFieldsAreCopiedInLowerCaseAndThoseOfItsConnectionAreNot() {
        HeadReader reader = HeadReader.ofResponses(HeadLimits.DEFAULT);
        ByteBuf in = Unpooled.copiedBuffer(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Own: \u00e9\r\nConnection: X-Gone\r\nX-Gone: 1\r\n"
                        + "Keep-Alive: 5\r\nX-Kept-Back: 1\r\n\r\n",
                StandardCharsets.ISO_8859_1);
        reader.read(in);
        in.release();
        Head upstream = reader.head();
        AnswerHead head = new AnswerHead();
        for (int i = 0; i < upstream.size() - 1; i++) {
            head.pass(upstream, i);
        }

        Http2Headers fields = AnswerFields.of(head);
        reader.reset();

        assertThat(names(fields)).containsExactly(":status", "content-type", "x-own", "date");
        assertThat(AsciiString.of(fields.get("x-own")).byteAt(0)).isEqualTo((byte) 0xE9);
    }

    @Test
    void noContentHasNoLength() {
        assertThat(names(AnswerFields.of(new AnswerHead().status(204).length(0))))
                .containsExactly(":status", "date");
    }

    @Test
    void whatNoFieldMayHoldIsNotWritten() {
        AnswerHead bad = new AnswerHead().field("x", "a\r\nb: c");

        assertThatThrownBy(() -> AnswerFields.of(bad)).isInstanceOf(HttpRefusal.class);
    }

    private static List<String> names(Http2Headers fields) {
        List<String> names = new ArrayList<>();
        fields.forEach(field -> names.add(field.getKey().toString()));
        return names;
    }
}
