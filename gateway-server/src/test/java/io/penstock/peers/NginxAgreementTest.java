package io.penstock.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.codec.http.Mutations;
import io.penstock.codec.http.RefusedRequests;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * nginx as a second opinion on what a request is. Both stand before upstreams that answer with what they saw, and get the same
 * bytes: what nginx refuses is refused here too, what is accepted here nginx has read as the same request, and the upstream has
 * seen as many requests as clients had answers of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(NginxAgreementTest.PATIENCE_SECONDS)
final class NginxAgreementTest {
    /** Of a hundred thousand payloads, on a machine that others use too. */
    static final long PATIENCE_SECONDS = 600;

    private static final int MUTATIONS = 100_000;
    private static final long SEED = 20261121;
    private static final int SHOWN_MAX = 2_000;
    private static final int AGAIN_MAX = 3;
    private static final String PREFIX = "/proxy/openai";

    /** A good request in front: the mutated one then comes on a connection that has been used. */
    private static final String WARM = "GET /proxy/openai/before HTTP/1.1\r\nHost: a\r\n\r\n";

    /** A good request behind, which ends the connection: bytes that belong to none are read as its beginning. */
    private static final String LAST = "GET /proxy/openai/behind HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    /** What is taken here though nginx refuses it: patterns of the escaped payload, each with the reason. */
    private static final List<Pattern> KNOWN = List.of(
            // A tab is as good as a space around a value (RFC 9110 5.6.3); nginx skips spaces alone.
            Pattern.compile("(?i)(host|content-length|transfer-encoding|connection): *([^\\\\]*)\\\\x09"));

    private enum Outcome {
        BOTH_ACCEPT,
        BOTH_REFUSE,
        ONLY_NGINX_ACCEPTS
    }

    private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    private final List<String> differences = new ArrayList<>();
    private final Volley volley = new Volley();
    private final ScriptedUpstream behindNginx = Reply.upstream();
    private final ScriptedUpstream behindGateway = Reply.upstream();
    private final RunningGateway gateway = RunningGateway.settings(behindGateway.port())
            .variable("OPENAI_API_URL", "http://127.0.0.1:" + behindGateway.port())
            .variable("SERVER_READ_TIMEOUT", "500ms")
            .variable("SERVER_IDLE_TIMEOUT", "500ms")
            .start();
    private Optional<ProxyProcess> nginx = Optional.empty();

    @BeforeAll
    void startNginx() {
        Optional<Path> binary = Nginx.installed();
        assumeTrue(binary.isPresent(), "nginx is not installed here, so there is no second opinion by it");
        nginx = binary.map(found -> Nginx.start(found, behindNginx.port()));
    }

    @AfterAll
    void close() {
        nginx.ifPresent(ProxyProcess::close);
        gateway.close();
        volley.close();
        behindGateway.close();
        behindNginx.close();
    }

    @BeforeEach
    void clear() {
        counts.clear();
        differences.clear();
    }

    @Test
    void readsGoodRequestsAsNginxDoes() {
        List<String> payloads = new ArrayList<>();
        seeds().forEach(seed -> payloads.add(WARM + seed + LAST));

        compareAll(payloads);

        assertThat(counts).containsOnlyKeys(Outcome.BOTH_ACCEPT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", WARM})
    void refusesEachRowOfTheTableAndServesNothingBehindIt(String before) {
        List<Arguments> rows = RefusedRequests.all().toList();
        List<String> payloads = new ArrayList<>();
        rows.forEach(row -> payloads.add(before + proxied((String) row.get()[1]) + LAST));
        int seenBefore = behindGateway.requests();

        List<List<Reply>> ours = compareAll(payloads);

        int warm = before.isEmpty() ? 0 : 1;
        for (int i = 0; i < rows.size(); i++) {
            String name = (String) rows.get(i).get()[0];
            assertThat(ours.get(i)).as(name).hasSize(warm + 1);
            assertThat(ours.get(i).get(warm).status())
                    .as(name)
                    .isEqualTo(rows.get(i).get()[2]);
        }
        assertThat(behindGateway.requests() - seenBefore).isEqualTo(warm * rows.size());
        assertThat(counts.get(Outcome.BOTH_REFUSE)).isGreaterThan(rows.size() / 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", WARM})
    void agreesOnMutationsAndServesEachRequestOnce(String before) {
        List<byte[]> seeds = seeds().map(NginxAgreementTest::bytes).toList();
        Mutations mutations = new Mutations(new Random(SEED + before.length()), seeds);
        List<String> payloads = new ArrayList<>();
        for (int i = 0; i < MUTATIONS / 2; i++) {
            payloads.add(before + text(mutations.next()) + LAST);
        }

        compareAll(payloads);

        assertThat(counts.get(Outcome.BOTH_ACCEPT)).isGreaterThan(payloads.size() / 10);
        assertThat(counts.get(Outcome.BOTH_REFUSE)).isGreaterThan(payloads.size() / 10);
    }

    private List<List<Reply>> compareAll(List<String> payloads) {
        List<byte[]> bytes = payloads.stream().map(NginxAgreementTest::bytes).toList();
        int seenBefore = behindGateway.requests();
        List<List<Reply>> theirs = replies(nginx.orElseThrow().port(), bytes);
        List<List<Reply>> ours = replies(gateway.port(), bytes);
        long accepted = 0;
        for (int i = 0; i < payloads.size(); i++) {
            List<Reply> nginxs = theirs.get(i);
            // It gives up a client after a second, also one that had no turn to send: its opinion is what it has
            // without that.
            for (int again = 0; again < AGAIN_MAX && isNew(ours.get(i), nginxs, payloads.get(i)); again++) {
                nginxs = replies(nginx.orElseThrow().port(), List.of(bytes.get(i)))
                        .get(0);
            }
            compare(ours.get(i), nginxs, escaped(payloads.get(i)));
            accepted += ours.get(i).stream().filter(Reply::isAccepted).count();
        }
        assertThat(differences).isEmpty();
        assertThat(behindGateway.requests() - seenBefore)
                .as("requests that the upstream saw, and those that were answered as taken")
                .isEqualTo((int) accepted);
        return ours;
    }

    private List<List<Reply>> replies(int port, List<byte[]> payloads) {
        return volley.send(port, payloads).stream().map(Reply::all).toList();
    }

    /** Whether something is accepted here that nginx refuses or reads otherwise, for no reason that is known. */
    private static boolean isNew(List<Reply> ours, List<Reply> theirs, String payload) {
        for (int i = 0; i < ours.size() && ours.get(i).isAccepted(); i++) {
            if (!isSame(ours.get(i), theirs, i)) {
                return !isKnown(escaped(payload));
            }
        }
        return false;
    }

    private static boolean isKnown(String escaped) {
        return KNOWN.stream().anyMatch(known -> known.matcher(escaped).find());
    }

    private static boolean isSame(Reply our, List<Reply> theirs, int i) {
        return i < theirs.size()
                && theirs.get(i).isAccepted()
                && asNginxHasIt(our).equals(withRoot(theirs.get(i)));
    }

    private void compare(List<Reply> ours, List<Reply> theirs, String payload) {
        for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
            boolean isOurs = i < ours.size() && ours.get(i).isAccepted();
            boolean isTheirs = i < theirs.size() && theirs.get(i).isAccepted();
            if (isOurs && !isSame(ours.get(i), theirs, i)) {
                differ(payload, ours, theirs);
                return;
            }
            count(isOurs ? Outcome.BOTH_ACCEPT : isTheirs ? Outcome.ONLY_NGINX_ACCEPTS : Outcome.BOTH_REFUSE);
            if (!isOurs) {
                // From here on the two may be at different bytes of the payload.
                return;
            }
        }
    }

    private void differ(String payload, List<Reply> ours, List<Reply> theirs) {
        if (!isKnown(payload)) {
            differences.add(payload + "\n  here  " + ours + "\n  nginx " + theirs);
        }
    }

    private void count(Outcome outcome) {
        counts.merge(outcome, 1, Integer::sum);
    }

    /**
     * The gateway takes the prefix of a provider's path off, nginx as it is set up here does not. Where nothing is left of the path the
     * gateway makes it the root: a target begins with a slash.
     */
    private static Reply asNginxHasIt(Reply reply) {
        return new Reply(reply.status(), reply.seen().replaceFirst(" ", " " + PREFIX));
    }

    private static Reply withRoot(Reply reply) {
        return new Reply(reply.status(), reply.seen().replaceFirst(PREFIX + "(?=[? ])", PREFIX + "/"));
    }

    private static String proxied(String request) {
        return request.replaceFirst("^([A-Z]+) / ", "$1 " + PREFIX + "/x ");
    }

    private static Stream<String> seeds() {
        return Stream.of(
                "GET /proxy/openai/v1/models?limit=2&after=x HTTP/1.1\r\nHost: a:8080\r\nAccept: */*\r\n\r\n",
                "DELETE /proxy/openai/v1/files/f-1 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /proxy/openai/a%20b;c=d/e?f=%2F HTTP/1.1\r\nHost: [::1]:8080\r\nOrigin: null\r\n\r\n",
                "GET http://a.example/proxy/openai/x?y HTTP/1.1\r\nHost: a.example\r\n\r\n",
                "POST /proxy/openai/v1/x HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"model\":\"x\"}",
                "POST /proxy/openai/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n",
                "POST /proxy/openai/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0;c=\"d e\"\r\n\r\n",
                "PUT /proxy/openai/x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
                "POST /proxy/openai/x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
                "PATCH /proxy/openai/x HTTP/1.1\r\nHost: a\r\nX-Title: \t caf\u00e9 \t\r\nX-Empty:\r\nAccept:a\r\nAccept: b\r\nContent-Length: 2\r\n\r\n{}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String escaped(String payload) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(payload.length(), SHOWN_MAX); i++) {
            char c = payload.charAt(i);
            text.append(c >= ' ' && c < 0x7F ? String.valueOf(c) : String.format(Locale.ROOT, "\\x%02x", (int) c));
        }
        return text.toString();
    }
}
