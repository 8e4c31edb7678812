package io.penstock.downstream.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.penstock.codec.http.Field;
import io.penstock.codec.http.Framing;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HeadLimits;
import io.penstock.codec.http.HeadReader;
import io.penstock.codec.http.HttpMethod;
import io.penstock.codec.http.HttpRefusal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which header fields are a request, and which one they are. In these tables a bar stands between fields, {@code =} within them. */
final class RequestHeadTest {
    private static final String GET = ":method=GET|:scheme=https|:path=/v1/models?a=b|:authority=a.example:1";

    private final HeadReader reader = HeadReader.ofRequests(HeadLimits.DEFAULT);

    @Test
    void pseudoFieldsAreAStartLineAndHost() throws MalformedRequest {
        Head head = read(GET + "|x-one=1|accept=*/*", true);

        assertThat(head.method()).isEqualTo(HttpMethod.GET);
        assertThat(head.path()).isEqualTo("/v1/models");
        assertThat(head.query()).isEqualTo("a=b");
        assertThat(head.minorVersion()).isEqualTo(1);
        assertThat(head.first(Field.HOST)).isEqualTo("a.example:1");
        assertThat(head.framing()).isEqualTo(Framing.NONE);
        assertThat(head.isKeepAlive()).isTrue();
        assertThat(head.size()).isEqualTo(3);
        assertThat(head.name(1)).isEqualTo("x-one");
        assertThat(head.value(1)).isEqualTo("1");
    }

    @Test
    void hostIsTheAuthorityWhereThereIsNoOther() throws MalformedRequest {
        assertThat(read(":method=GET|:scheme=http|:path=/|host=b", true).first(Field.HOST))
                .isEqualTo("b");
        assertThat(read(":method=GET|:scheme=http|:path=/|:authority=B|host=b|host=B", true)
                        .count(Field.HOST))
                .isEqualTo(1);
    }

    @Test
    void aBodyHasTheLengthThatIsSaidOrNone() throws MalformedRequest {
        Head known = read(GET + "|content-length=12", false);
        assertThat(known.framing()).isEqualTo(Framing.LENGTH);
        assertThat(known.contentLength()).isEqualTo(12);

        assertThat(read(GET, false).framing()).isEqualTo(Framing.CHUNKED);
        assertThat(read(GET + "|content-length=0", true).framing()).isEqualTo(Framing.LENGTH);
    }

    @Test
    void crumbsAreOneCookie() throws MalformedRequest {
        Head head = read(GET + "|cookie=a=1|x=y|cookie=b=2|cookie=c=3", true);

        assertThat(head.count(Field.COOKIE)).isEqualTo(1);
        assertThat(head.first(Field.COOKIE)).isEqualTo("a=1; b=2; c=3");
        assertThat(read(GET + "|cookie=a=1", true).first(Field.COOKIE)).isEqualTo("a=1");
    }

    @Test
    void whatIsSaidOfTrailersEndsHere() throws MalformedRequest {
        assertThat(read(GET + "|te=trailers", true).has(Field.TE)).isFalse();
    }

    @Test
    void bytesAboveAsciiStayWhatTheyAre() throws MalformedRequest {
        assertThat(read(GET + "|x=\u00e9\t\u00ff", true).value(1)).isEqualTo("\u00e9\t\u00ff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":method=GET",
                ":method=GET|:scheme=http",
                ":method=GET|:path=/|:authority=a",
                ":scheme=http|:path=/|:authority=a",
                ":method=GET|:scheme=http|:path=|:authority=a",
                ":method=|:scheme=http|:path=/|:authority=a",
                ":method=GET|:method=GET|:scheme=http|:path=/|:authority=a",
                ":method=GET|:scheme=http|:scheme=http|:path=/|:authority=a",
                ":method=GET|:scheme=http|:path=/|:path=/|:authority=a",
                ":method=GET|:scheme=http|:path=/|:authority=a|:authority=a",
                ":method=GET|:scheme=http|:path=/|:authority=",
                ":method=GET|:scheme=http|:path=/|:authority=a|:status=200",
                ":method=GET|:scheme=http|:path=/|:authority=a|:=x",
                ":method=CONNECT|:protocol=websocket|:scheme=http|:path=/|:authority=a",
                ":method=CONNECT|:scheme=http|:path=/|:authority=a",
                ":method=CONNECT",
                ":method=GET|:scheme=ftp|:path=/|:authority=a",
                ":method=GET|:scheme=http|:path=*x|:authority=a",
                ":method=GET|:scheme=http|:path=http://a/|:authority=a",
                ":method=GET|:scheme=http|:path=x|:authority=a",
                ":method=GET|:scheme=http|:path=/ HTTP/1.1\r\nx: y|:authority=a",
                ":method=GET|:scheme=http|:path=/ x|:authority=a",
                ":method=GET|:scheme=http|:path=/\u00e9|:authority=a",
                ":method=GET|:scheme=http|:path=/|:authority=a\r\nx: y",
                ":method=GET / HTTP/1.1\r\nx:|:scheme=http|:path=/|:authority=a",
                ":method=GE\u0000T|:scheme=http|:path=/|:authority=a",
                ":method=G\u00e9T|:scheme=http|:path=/|:authority=a",
                ":method=GET|:scheme=http|:path=/|:authority=a|host=b",
                ":method=GET|:scheme=http|:path=/|:authority=a|host=a|host=b",
                GET + "|X=y",
                GET + "|x y=z",
                GET + "|=z",
                GET + "|x:=z",
                GET + "|x\r\ny=z",
                GET + "|\u00e9=z",
                GET + "|x=y\r\nz: a",
                GET + "|x=y\nz",
                GET + "|x=y\rz",
                GET + "|x=\u0000",
                GET + "|x=a\u0007",
                GET + "|x=a\u007fb",
                GET + "|x= y",
                GET + "|x=y ",
                GET + "|x=\ty",
                GET + "|connection=close",
                GET + "|connection=x",
                GET + "|keep-alive=1",
                GET + "|proxy-connection=close",
                GET + "|transfer-encoding=chunked",
                GET + "|upgrade=h2c",
                GET + "|http2-settings=x",
                GET + "|te=gzip",
                GET + "|te=trailers, gzip",
                GET + "|content-length=1",
            })
    void whatIsNoRequestIsMalformed(String fields) {
        assertThatThrownBy(() -> read(fields, true)).isInstanceOf(MalformedRequest.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                ":method=CONNECT|:authority=a:443; 405",
                ":method=BREW|:scheme=http|:path=/|:authority=a; 501",
                ":method=GET|:scheme=http|:path=/#x|:authority=a; 400",
                ":method=GET|:scheme=http|:path=*|:authority=a; 400",
                ":method=GET|:scheme=http|:path=/|:authority=u@a; 400",
                ":method=GET|:scheme=http|:path=/; 400",
                ":method=GET|:scheme=http|:path=/|host=a|host=a; 400",
                ":method=GET|:scheme=http|:path=/|:authority=a|x_y=z; 400",
                ":method=GET|:scheme=http|:path=/|:authority=a|content-length=1|content-length=1; 400",
                ":method=GET|:scheme=http|:path=/|:authority=a|content-length=-1; 400",
                ":method=GET|:scheme=http|:path=/|:authority=a|content-length=1, 1; 400",
                ":method=GET|:scheme=http|:path=/|:authority=a|expect=tea; 417",
            })
    void whatBreaksARuleOfHttp1IsRefusedAsItIsThere(String fields, int status) {
        assertThatThrownBy(() -> read(fields, true))
                .isInstanceOfSatisfying(
                        HttpRefusal.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(status));
    }

    @Test
    void whatIsTooLongIsRefusedAsInHttp1() {
        assertThatThrownBy(() -> read(":method=GET|:scheme=http|:path=/" + "x".repeat(20_000) + "|:authority=a", true))
                .isInstanceOfSatisfying(
                        HttpRefusal.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(414));
        assertThatThrownBy(() -> read(GET + "|x=y".repeat(101), true))
                .isInstanceOfSatisfying(
                        HttpRefusal.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(431));
    }

    @ParameterizedTest
    @ValueSource(strings = {":status=1", ":path=/", "X=y", "x=a\nb"})
    void trailersAreFieldsAndNothingElse(String fields) throws MalformedRequest {
        RequestHead.checkTrailers(headers("grpc-status=0"));

        assertThatThrownBy(() -> RequestHead.checkTrailers(headers(fields))).isInstanceOf(MalformedRequest.class);
    }

    @Test
    void noByteOfAFieldMakesAnother() {
        for (int b = 0; b < 256; b++) {
            for (String place : new String[] {":method", ":path", ":authority", "x", "name"}) {
                String value = "/a" + (char) b + "evil";
                String fields = switch (place) {
                    case ":method" -> ":method=GET" + (char) b + "x|:scheme=http|:path=/|:authority=a";
                    case ":path" -> ":method=GET|:scheme=http|:path=" + value + "|:authority=a";
                    case ":authority" -> ":method=GET|:scheme=http|:path=/|:authority=a" + (char) b + "evil";
                    case "x" -> ":method=GET|:scheme=http|:path=/|:authority=a|x=" + value;
                    default -> ":method=GET|:scheme=http|:path=/|:authority=a|n" + (char) b + "evil=1";
                };
                assertThat(fieldsOf(fields)).as(place + " with " + b).isIn(-1, 1, 2);
            }
        }
    }

    /** How many fields it is read as; -1 where it is refused. */
    private int fieldsOf(String fields) {
        try {
            return read(fields, true).size();
        } catch (MalformedRequest | HttpRefusal refused) {
            return -1;
        }
    }

    private Head read(String fields, boolean isEnd) throws MalformedRequest {
        reader.reset();
        ByteBuf scratch = Unpooled.buffer();
        try {
            return RequestHead.read(headers(fields), isEnd, reader, scratch);
        } finally {
            scratch.release();
        }
    }

    private static Http2Headers headers(String fields) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        for (String field : fields.isEmpty() ? new String[0] : fields.split("\\|", -1)) {
            int cut = field.indexOf('=', 1);
            String name = cut < 0 ? "" : field.substring(0, cut);
            headers.add(bytes(name), bytes(field.substring(cut < 0 ? 1 : cut + 1)));
        }
        return headers;
    }

    private static AsciiString bytes(String text) {
        return new AsciiString(text.getBytes(StandardCharsets.ISO_8859_1), false);
    }
}
