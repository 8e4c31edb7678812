package io.penstock.codec.http;

import static io.penstock.codec.http.Message.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class HeadTest {
    @ParameterizedTest
    @EnumSource(Field.class)
    void knowsEachFieldInAnyCase(Field field) {
        Head head = request("x-before: 1\r\n" + field.lower().toUpperCase(Locale.ROOT) + "x: 2");

        assertThat(head.field(2)).isNull();
        assertThat(head.name(2)).isEqualTo(field.lower() + "x");
        assertThat(FieldNames.find(bytes(field.lower()), 0, field.lower().length()))
                .isSameAs(field);
    }

    @Test
    void findsFieldsByNameInAnyCase() {
        Head head = request("ACCEPT: a\r\nx-unknown: b\r\nAccept: c\r\nAuthorization: Bearer d");

        assertThat(head.count(Field.ACCEPT)).isEqualTo(2);
        assertThat(head.first(Field.ACCEPT)).isEqualTo("a");
        assertThat(head.indexOf(Field.ACCEPT, 2)).isEqualTo(3);
        assertThat(head.field(2)).isNull();
        assertThat(head.field(4)).isSameAs(Field.AUTHORIZATION);
        assertThat(head.has(Field.COOKIE)).isFalse();
        assertThat(head.count(Field.COOKIE)).isZero();
        assertThat(head.first(Field.COOKIE)).isNull();
    }

    @Test
    void comparesTheOnlyValueIgnoringCase() {
        Head head = request("Accept: Text/Event-Stream\r\nOrigin: a\r\nOrigin: a");

        assertThat(head.valueIs(Field.ACCEPT, "text/event-stream")).isTrue();
        assertThat(head.valueIs(Field.ACCEPT, "text/event-strea")).isFalse();
        assertThat(head.valueIs(Field.ORIGIN, "a")).isFalse();
        assertThat(head.valueIs(Field.COOKIE, "a")).isFalse();
    }

    @Test
    void pointsIntoItsBytes() {
        Head head = request("X-Y: abc");

        assertThat(new String(
                        head.bytes(),
                        head.nameStart(1),
                        head.nameEnd(1) - head.nameStart(1),
                        StandardCharsets.US_ASCII))
                .isEqualTo("X-Y");
        assertThat(new String(
                        head.bytes(),
                        head.valueStart(1),
                        head.valueEnd(1) - head.valueStart(1),
                        StandardCharsets.US_ASCII))
                .isEqualTo("abc");
        assertThatThrownBy(() -> head.nameStart(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void tellsWhatIsForThisConnectionOnly() {
        Head head = request("""
                Connection: keep-alive, X-Private , authorization\r
                connection: ,x-other\r
                Keep-Alive: 5\r
                TE: trailers\r
                Trailer: x\r
                Upgrade: h2c\r
                Proxy-Authorization: a\r
                Proxy-Anything: a\r
                x-private: a\r
                Authorization: a\r
                X-OTHER: a\r
                X-Privat: a\r
                X-Private-2: a\r
                Proxy: a\r
                Accept: a""");

        List<String> kept = new ArrayList<>();
        for (int i = 0; i < head.size(); i++) {
            if (!head.isHopByHop(i)) {
                kept.add(head.name(i));
            }
        }

        assertThat(kept).containsExactly("host", "x-privat", "x-private-2", "proxy", "accept");
    }

    @ParameterizedTest
    @CsvSource({
        "1.1, x: y, true",
        "1.1, connection: close, false",
        "1.1, 'connection: x, CLOSE', false",
        "1.1, 'connection: keep-alive, close', false",
        "1.0, x: y, false",
        "1.0, connection: Keep-Alive, true",
        "1.0, 'connection: keep-alive, close', false"
    })
    void keepsTheConnectionAsVersionAndConnectionSay(String version, String line, boolean isKeepAlive) {
        assertThat(read(HeadReader.ofRequests(HeadLimits.DEFAULT), "GET / HTTP/" + version + "\r\nhost: a\r\n" + line)
                        .isKeepAlive())
                .isEqualTo(isKeepAlive);
    }

    @ParameterizedTest
    @CsvSource({
        "x: y, NONE, -1",
        "content-length: 0, LENGTH, 0",
        "content-length: 007, LENGTH, 7",
        "content-length: 9223372036854775799, LENGTH, 9223372036854775799",
        "transfer-encoding: CHUNKED, CHUNKED, -1"
    })
    void framesRequests(String line, Framing framing, long length) {
        assertThat(request(line).framing()).isEqualTo(framing);
        assertThat(request(line).contentLength()).isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({
        "200, x: y, false, CLOSE",
        "200, content-length: 3, false, LENGTH",
        "200, transfer-encoding: chunked, false, CHUNKED",
        "200, content-length: 3, true, NONE",
        "200, x: y, true, NONE",
        "100, x: y, false, NONE",
        "103, content-length: 3, false, NONE",
        "204, content-length: 3, false, NONE",
        "304, transfer-encoding: chunked, false, NONE",
        "404, x: y, false, CLOSE"
    })
    void framesAnswers(int status, String line, boolean answersHead, Framing framing) {
        Head head = read(HeadReader.ofResponses(HeadLimits.DEFAULT), "HTTP/1.1 " + status + " x\r\n" + line);

        assertThat(head.framing(answersHead)).isEqualTo(framing);
        assertThat(head.isRequest()).isFalse();
        assertThatThrownBy(head::method).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "1.1, 'content-length: 3', true",
        "1.1, 'transfer-encoding: chunked', true",
        "1.1, 'content-length: 0', false",
        "1.1, 'x: y', false",
        "1.0, 'content-length: 3', false"
    })
    void waitsForA100OnlyWithABodyToCome(String version, String line, boolean expects) {
        String text = "POST / HTTP/" + version + "\r\nhost: a\r\nExpect: 100-Continue\r\n" + line;

        assertThat(read(HeadReader.ofRequests(HeadLimits.DEFAULT), text).expectsContinue())
                .isEqualTo(expects);
    }

    private static Head request(String fields) {
        return read(HeadReader.ofRequests(HeadLimits.DEFAULT), "POST / HTTP/1.1\r\nHost: a\r\n" + fields);
    }

    private static Head read(HeadReader reader, String text) {
        assertThat(reader.read(Unpooled.wrappedBuffer(bytes(text + "\r\n\r\n"))))
                .isTrue();
        return reader.head();
    }
}
