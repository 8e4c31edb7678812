package io.penstock.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which fields cross {@code /proxy}: all but a caller's credentials, its way here, a hop's own, and cookies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProxyFieldsTest {
    private static final String LINE = "POST /proxy/openai/x HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n";

    private final ScriptedUpstream upstream = ScriptedUpstream.answering("""
            HTTP/1.1 200 OK\r
            Content-Length: 2\r
            Set-Cookie: a=b\r
            set-cookie: c=d\r
            Connection: keep-alive, X-Of-This-Hop\r
            Keep-Alive: timeout=5\r
            Proxy-Authenticate: Basic\r
            X-Of-This-Hop: canary\r
            X-Of-The-Provider: kept\r
            ETag: "e"\r
            X-Request-Id: of-the-provider\r
            X-Upstream-Request-Id: further-up\r
            \r
            {}""");
    private final RunningGateway gateway = RunningGateway.before(upstream);

    @AfterAll
    void close() {
        gateway.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer canary",
                "authorization: Basic canary",
                "Cookie: canary=1",
                "X-Api-Key: canary",
                "Api-Key: canary",
                "X-Goog-Api-Key: canary",
                "Proxy-Authorization: Basic canary",
                "Proxy-Connection: canary",
                "Proxy-Authenticate: canary",
                "Forwarded: for=canary",
                "Via: 1.1 canary",
                "X-Forwarded-For: canary",
                "X-Forwarded-Host: canary",
                "X-Forwarded-Anything: canary",
                "X-Real-Ip: canary",
                "Keep-Alive: canary",
                "TE: canary",
                "Trailer: canary",
                "Connection: X-Private\r\nX-Private: canary",
                "X-Private: canary\r\nConnection: close, x-private",
                "Connection: Authorization\r\nAuthorization: Bearer canary",
                "Connection: keep-alive\r\nConnection: x-private\r\nX-Private: canary",
                "HTTP2-Settings: canary"
            })
    void whatIsTheCallersOwnStays(String fields) {
        Request request = passed(fields);

        assertThat(request.head().toLowerCase(Locale.ROOT)).doesNotContain("canary");
        assertThat(request.values("authorization")).containsExactly("Bearer " + RunningGateway.PROVIDER_KEY);
        assertThat(request.text()).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: content-length",
                "Connection: host",
                "Connection: authorization, content-type, host, content-length"
            })
    void whatTheGatewaySaysItselfIsNotTakenOutByNamingIt(String fields) {
        Request request = passed(fields);

        assertThat(request.values("authorization")).containsExactly("Bearer " + RunningGateway.PROVIDER_KEY);
        assertThat(request.values("host")).containsExactly("127.0.0.1:" + upstream.port());
        assertThat(request.text()).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "traceparent: junk",
                "accept-encoding: gzip, br",
                "x-anything: \u00e9\u00ff tab\tand \"quotes\"",
                "content-type: application/octet-stream",
                "range: bytes=1-",
                "if-none-match: \"e\"",
                "openai-beta: assistants=v2"
            })
    void whatIsTheProvidersGoesUpAsItCame(String field) {
        Request request = passed(field);

        int colon = field.indexOf(':');
        assertThat(request.values(field.substring(0, colon)))
                .containsExactly(field.substring(colon + 1).strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-a: b\rx-evil: c",
                "x-a: b\nx-evil: c",
                "x-a: b\u0000c",
                "x-a: b\u000bc",
                "x-a\u0000: b",
                "x-\u00e9: b",
                "x-a: b\r\n x-evil: c",
                "x_a: b",
                "x-a : b"
            })
    void whatCouldBecomeAnotherFieldIsRefused(String field) {
        int seen = upstream.requests();

        Answer answer = ask(LINE + field + "\r\n\r\n{}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(upstream.requests()).isEqualTo(seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?a=%0d%0ax-evil:%20b", "?a=%00", "?a=%c0%ae/../..", "?a=b&a=c;d=%zz", "?", "?a?b/../c"})
    void aQueryGoesUpAsItCameOnOneLine(String query) {
        Answer answer = ask("GET /proxy/openai/x" + query + " HTTP/1.1\r\nhost: a\r\n\r\n");

        assertThat(answer.status()).isEqualTo(200);
        Request request = upstream.nextRequest();
        assertThat(request.line()).isEqualTo("GET /v1/x" + query + " HTTP/1.1");
        assertThat(request.head().toLowerCase(Locale.ROOT)).doesNotContain("\r\nx-evil");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?a=\u0001", "?a=\u00e9", "?a=\rb", "?a=\nb", "?a=\u0000", "?a=b c", "?a#b"})
    void aQueryThatIsNoneIsRefused(String query) {
        int seen = upstream.requests();

        Answer answer = ask("GET /proxy/openai/x" + query + " HTTP/1.1\r\nhost: a\r\n\r\n");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(upstream.requests()).isEqualTo(seen);
    }

    @Test
    void anAnswersOwnFieldsComeDownAndAHopsDoNot() {
        Answer answer = ask(LINE + "\r\n{}");

        upstream.nextRequest();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{}");
        assertThat(answer.value("x-of-the-provider")).isEqualTo("kept");
        assertThat(answer.value("etag")).isEqualTo("\"e\"");
        assertThat(answer.values("x-request-id")).singleElement().asString().startsWith("req_");
        assertThat(answer.values("x-upstream-request-id")).containsExactly("of-the-provider");
        assertThat(List.of("set-cookie", "keep-alive", "proxy-authenticate", "x-of-this-hop"))
                .allSatisfy(name -> assertThat(answer.values(name)).isEmpty());
    }

    private Request passed(String fields) {
        Answer answer = ask(LINE + fields + "\r\n\r\n{}");

        assertThat(answer.status()).isEqualTo(200);
        return upstream.nextRequest();
    }

    private Answer ask(String request) {
        try (RawClient client = gateway.connect()) {
            return client.send(request).answer();
        }
    }
}
