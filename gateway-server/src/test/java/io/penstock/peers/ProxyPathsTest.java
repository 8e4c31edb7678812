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
import org.junit.jupiter.params.provider.MethodSource;

/** No spelling of a path or host reaches another place than below the base path of the provider that it names. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProxyPathsTest {
    private static final String BASE = "/base/v1/";

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
        for (String path : Spellings.paths()) {
            int seen = upstream.requests();
            Answer answer = get("/proxy/openai/" + path);
            statuses.add(answer.status());
            assertThat(upstream.requests() - seen)
                    .as("requests upstream for %s", path)
                    .isEqualTo(answer.status() == 200 ? 1 : 0);
            if (answer.status() == 200) {
                passed.add(upstream.nextRequest().line());
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
    @MethodSource("io.penstock.peers.Spellings#providers")
    void noSecondSpellingOfAProviderReachesAnotherKey(String provider) {
        int seen = upstream.requests();

        Answer answer = get("/proxy/" + provider + "/models");

        assertThat(answer.status()).isIn(400, 404);
        assertThat(upstream.requests()).isEqualTo(seen);
        assertThat(other.requests()).isZero();
    }

    @ParameterizedTest
    @MethodSource("io.penstock.peers.Spellings#ambiguousHosts")
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
    @MethodSource("io.penstock.peers.Spellings#otherHosts")
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
