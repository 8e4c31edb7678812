package io.penstock.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No spelling of a path or host reaches another place than below the base path of the provider that it names. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProxyPathsTest {
    private static final String BASE = "/base/v1/";

    /** What may stand where a segment does, and make two readers disagree on where it leads. */
    private static final List<String> SEGMENTS = List.of(
            "..",
            ".",
            "...",
            "%2e%2e",
            "%2E.",
            ".%2e",
            "%252e%252e",
            "%25252e",
            "..;",
            "..;a=b",
            "%2e%2e;",
            ";..",
            "..%20",
            "%20..",
            "..%09",
            "..%00",
            "%00",
            "%0d%0a",
            "a%2f..",
            "%2f",
            "..%2f",
            "%5c",
            "..%5c",
            "..\\",
            "",
            "%c0%ae%c0%ae",
            "%c0%af",
            "%e0%80%ae",
            "%ef%bc%8f",
            "%e2%80%a5",
            "%ef%bc%8e%ef%bc%8e",
            "%u002e",
            "%",
            "%2",
            "%zz",
            "a?b",
            "a#b",
            "@evil",
            "evil:80",
            "http:",
            "v1",
            "base",
            "admin");

    private static final List<String> SHAPES =
            List.of("%s", "%s/admin", "a/%s/admin", "%s/%s/admin", "v1/%s/%s", "/%s", "a/%s", "%s/", "%s?x=/../y");

    private final ScriptedUpstream upstream =
            ScriptedUpstream.answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    private final ScriptedUpstream other = ScriptedUpstream.answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    private final RunningGateway gateway = RunningGateway.settings(upstream.port())
            .variable("OPENAI_API_URL", "http://127.0.0.1:" + upstream.port() + "/base/v1")
            .variable("GROQ_API_URL", "http://127.0.0.1:" + other.port() + "/base/v1")
            .variable("GROQ_API_KEY", "sk-of-the-other")
            .start();

    @BeforeAll
    void isServed() {
        assertThat(get("/proxy/openai/models").status()).isEqualTo(200);
        assertThat(upstream.nextRequest().line()).isEqualTo("GET " + BASE + "models HTTP/1.1");
    }

    @AfterAll
    void close() {
        gateway.close();
        upstream.close();
        other.close();
    }

    @Test
    void noSpellingLeavesTheBasePath() {
        Set<Integer> statuses = new java.util.TreeSet<>();
        List<String> passed = new ArrayList<>();
        for (String shape : SHAPES) {
            for (String segment : SEGMENTS) {
                String path = shape.replace("%s", segment);
                int seen = upstream.requests();
                Answer answer = ask("GET /proxy/openai/" + path + " HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
                statuses.add(answer.status());
                assertThat(upstream.requests() - seen)
                        .as("requests upstream for %s", path)
                        .isEqualTo(answer.status() == 200 ? 1 : 0);
                if (answer.status() == 200) {
                    passed.add(upstream.nextRequest().line());
                }
            }
        }

        assertThat(statuses).contains(200, 400).isSubsetOf(200, 400, 404);
        assertThat(passed).isNotEmpty().allMatch(line -> line.matches("GET /base/v1([/?]\\S*)? HTTP/1\\.1"));
        assertThat(passed).noneMatch(line -> hasDots(line.split("[ ?]", -1)[1]));
    }

    /** Whether a server that decodes a path twice and drops what follows a semicolon finds a segment of dots. */
    private static boolean hasDots(String path) {
        String text = path.toLowerCase(Locale.ROOT);
        for (int i = 0; i < 2; i++) {
            text = text.replace("%25", "%")
                    .replace("%2e", ".")
                    .replace("%2f", "/")
                    .replace("%5c", "/")
                    .replace('\\', '/');
        }
        return Stream.of(text.split("/", -1))
                .anyMatch(segment -> segment.split(";", 2)[0].strip().matches("\\.+"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OpenAI",
                "OPENAI",
                "openai%20",
                "%6fpenai",
                "openai;",
                "openai;groq",
                "openai.",
                "openai@groq",
                "groq@openai",
                "openai%00",
                "openai:groq",
                "openai,groq",
                "open\u00e4i",
                "openai%2f..%2fgroq",
                "",
                "..",
                ".",
                "nobody",
                "openai\\groq"
            })
    void noSecondSpellingOfAProviderReachesAnotherKey(String provider) {
        int seen = upstream.requests();

        Answer answer = get("/proxy/" + provider + "/models");

        assertThat(answer.status()).isIn(400, 404);
        assertThat(upstream.requests()).isEqualTo(seen);
        assertThat(other.requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://evil/proxy/openai/models HTTP/1.1\r\nhost: a",
                "GET http://a@evil/proxy/openai/models HTTP/1.1\r\nhost: a",
                "GET http://evil@a/proxy/openai/models HTTP/1.1\r\nhost: a",
                "GET https://a:443@evil/ HTTP/1.1\r\nhost: a",
                "GET evil:443 HTTP/1.1\r\nhost: a",
                "GET * HTTP/1.1\r\nhost: a",
                "CONNECT evil:443 HTTP/1.1\r\nhost: evil:443",
                "GET /proxy/openai/models HTTP/1.1\r\nhost: evil/?",
                "GET /proxy/openai/models HTTP/1.1\r\nhost: evil/#",
                "GET /proxy/openai/models HTTP/1.1\r\nhost: x@evil",
                "GET /proxy/openai/models HTTP/1.1\r\nhost: evil,good",
                "GET /proxy/openai/models HTTP/1.1\r\nhost: evil\r\nhost: good",
                "GET /proxy/openai/models HTTP/1.1"
            })
    void anAmbiguousHostIsRefusedBeforeAnythingGoesUp(String head) {
        int seen = upstream.requests();

        Answer answer = ask(head + "\r\n\r\n");

        assertThat(answer.status()).isIn(400, 405);
        assertThat(upstream.requests()).isEqualTo(seen);
    }

    @Test
    void aTunnelIsRefusedAndToldThatItHasNoMethods() {
        Answer answer = ask("CONNECT evil:443 HTTP/1.1\r\nhost: evil:443\r\n\r\n");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.values("allow")).containsExactly("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://evil/proxy/openai/models HTTP/1.1\r\nhost: evil",
                "GET /proxy/openai/models HTTP/1.1\r\nhost: evil.example",
                "GET /proxy/openai/models HTTP/1.1\r\nhost: a\r\nx-forwarded-host: evil\r\nx-forwarded-prefix: /proxy/groq",
                "GET /proxy/openai/models HTTP/1.1\r\nhost: a\r\nx-original-url: /proxy/groq/models\r\nx-rewrite-url: /proxy/groq/x",
                "GET /proxy/openai/models HTTP/1.1\r\nhost: a\r\nx-http-method-override: DELETE\r\nx-host: evil"
            })
    void theHostThatAClientNamesChangesNothing(String head) {
        Answer answer = ask(head + "\r\nconnection: close\r\n\r\n");

        assertThat(answer.status()).isEqualTo(200);
        var request = upstream.nextRequest();
        assertThat(request.line()).isEqualTo("GET " + BASE + "models HTTP/1.1");
        assertThat(request.values("host")).containsExactly("127.0.0.1:" + upstream.port());
        assertThat(request.head()).doesNotContain("evil", "groq", "DELETE");
        assertThat(answer.head()).doesNotContain("evil");
    }

    private Answer get(String path) {
        return ask("GET " + path + " HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    }

    private Answer ask(String request) {
        try (RawClient one = gateway.connect()) {
            return one.send(request).answer();
        }
    }
}
