package io.penstock.codec.http;

import static io.penstock.codec.http.Message.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HeadWriterTest {
    private static final AsciiName NAME = AsciiName.of("x-title");

    private final ByteBuf out = Unpooled.buffer();

    @Test
    void writesARequestHeadThatReadsBackAsItWas() {
        HeadWriter.requestLine(out, HttpMethod.POST, "/v1/chat?a=%20b");
        HeadWriter.field(out, Field.HOST, "api.example");
        HeadWriter.field(out, NAME, "Caf\u00e9\t1");
        HeadWriter.field(out, "x-custom", "2");
        HeadWriter.contentLength(out, 1_234_567_890_123L);
        HeadWriter.connectionClose(out);
        HeadWriter.end(out);

        assertThat(text()).isEqualTo("""
                POST /v1/chat?a=%20b HTTP/1.1\r
                host: api.example\r
                x-title: Caf\u00e9\t1\r
                x-custom: 2\r
                content-length: 1234567890123\r
                connection: close\r
                \r
                """);
        assertThat(Message.readRequest(List.of(out)).fields())
                .containsExactly(
                        "host: api.example",
                        "x-title: Caf\u00e9\t1",
                        "x-custom: 2",
                        "content-length: 1234567890123",
                        "connection: close");
    }

    @Test
    void writesAnAnswerHead() {
        HeadWriter.statusLine(out, 200);
        HeadWriter.transferEncodingChunked(out);
        HeadWriter.keepAlive(out);
        HeadWriter.end(out);

        assertThat(text()).isEqualTo("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: keep-alive\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "100, 1, HTTP/1.1 100 Continue",
        "404, 0, HTTP/1.0 404 Not Found",
        "429, 1, HTTP/1.1 429 Too Many Requests",
        "529, 1, HTTP/1.1 529 Overloaded",
        "999, 1, 'HTTP/1.1 999 '"
    })
    void writesStatusLine(int status, int minorVersion, String line) {
        HeadWriter.statusLine(out, status, minorVersion);

        assertThat(text()).isEqualTo(line + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 99, 1000})
    void refusesAStatusOfAnyOtherSize(int status) {
        assertThatThrownBy(() -> HeadWriter.statusLine(out, status)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(HttpMethod.class)
    void writesEachMethod(HttpMethod method) {
        HeadWriter.requestLine(out, method, "/");

        assertThat(text()).isEqualTo(method.name() + " / HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 99, 100, 1_000_000, Long.MAX_VALUE})
    void writesLengths(long length) {
        HeadWriter.contentLength(out, length);

        assertThat(text()).isEqualTo("content-length: " + length + "\r\n");
    }

    @Test
    void refusesANegativeLength() {
        assertThatThrownBy(() -> HeadWriter.contentLength(out, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/a b", "/a\r\nX: y", "/a\rb", "/a\nb", "/a\u0000", "/\u00e9", "/\u0161", "/a\tb", "/\u007f"
            })
    void writesNothingOfATargetThatCouldEndItsLine(String target) {
        assertThatThrownBy(() -> HeadWriter.requestLine(out, HttpMethod.GET, target))
                .isInstanceOf(HttpRefusal.class);

        assertThat(out.readableBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nX: y",
                "a\r",
                "a\nb",
                "\u0000",
                "a\u0001",
                "\u007f",
                "\u0160",
                "\u010d\u010a",
                "\ud83d\ude00"
            })
    void writesNothingOfAValueThatNoFieldMayHold(String value) {
        assertThatThrownBy(() -> HeadWriter.field(out, NAME, value)).isInstanceOf(HttpRefusal.class);
        assertThatThrownBy(() -> HeadWriter.field(out, "x", value)).isInstanceOf(HttpRefusal.class);
        assertThatThrownBy(() -> HeadWriter.field(out, Field.ACCEPT, value)).isInstanceOf(HttpRefusal.class);

        assertThat(out.readableBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r\n", "\u00e9", "\u0161"})
    void refusesANameThatIsNoToken(String name) {
        assertThatThrownBy(() -> HeadWriter.field(out, name, "x")).isInstanceOf(HttpRefusal.class);
        assertThatThrownBy(() -> AsciiName.of(name)).isInstanceOf(IllegalArgumentException.class);

        assertThat(out.readableBytes()).isZero();
    }

    @Test
    void wantsNamesInLowerCase() {
        assertThatThrownBy(() -> AsciiName.of("X-Y")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void copiesFieldsOfAHeadAsTheyCame() {
        HeadReader reader = HeadReader.ofResponses(HeadLimits.DEFAULT);
        reader.read(Unpooled.wrappedBuffer(bytes("HTTP/1.1 200 OK\r\nX-Ab:  \u00e9 d \r\nEmpty:\r\n\r\n")));

        HeadWriter.field(out, reader.head(), 0);
        HeadWriter.field(out, reader.head(), 1);

        assertThat(text()).isEqualTo("X-Ab: \u00e9 d\r\nEmpty: \r\n");
    }

    @Test
    void writesTheDateAsARecipientMustReadIt() {
        assertThat(new String(DateLine.at(1_748_908_805L), StandardCharsets.US_ASCII))
                .isEqualTo("date: Tue, 03 Jun 2025 00:00:05 GMT\r\n");
        assertThat(DateLine.at(1_748_908_805L)).isSameAs(DateLine.at(1_748_908_805L));
        assertThat(DateLine.at(1_748_908_806L)).asString().contains("00:00:06");

        HeadWriter.date(out);

        assertThat(text()).matches("date: [A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT\r\n");
    }

    private String text() {
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
