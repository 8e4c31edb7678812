package io.penstock.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The gateway before a server that reads by rules of its own: for each payload that is made to bring two readers apart, the server has seen
 * what the gateway answered for, in that order and nothing else, on connections that are new and on those that were used before. So whoever
 * comes next on the same connection gets the answer to its own request.
 */
final class DesyncTest {
    private static final String WARM = "GET /proxy/openai/before HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String LAST = "GET /proxy/openai/behind HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final int SHOWN_MAX = 300;

    private final List<AutoCloseable> started = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = started.size() - 1; i >= 0; i--) {
            started.get(i).close();
        }
    }

    private <T extends AutoCloseable> T started(T one) {
        started.add(one);
        return one;
    }

    @Test
    void theUpstreamOfTheTestsSeesWhatWasAnsweredFor() {
        ScriptedUpstream upstream = started(Reply.upstream());

        compareAll(upstream.port(), () -> Reply.taken(upstream));
    }

    @Test
    void nginxSeesWhatWasAnsweredFor() {
        Optional<Path> binary = Nginx.installed();
        assumeTrue(binary.isPresent(), "nginx is not installed here");
        ScriptedUpstream upstream = started(Reply.upstream());
        // It does not close a connection in the moment in which the next request goes there.
        ProxyProcess nginx = started(Nginx.start(binary.orElseThrow(), upstream.port(), "keepalive_timeout 60s;"));

        compareAll(nginx.port(), () -> Reply.taken(upstream));
    }

    @Test
    void nodeSeesWhatWasAnsweredFor() {
        Optional<Path> binary = Node.installed();
        assumeTrue(binary.isPresent(), "Node.js is not installed here");
        Node node = started(Node.start(binary.orElseThrow()));

        compareAll(node.port(), node::seen);
    }

    private void compareAll(int port, Supplier<List<String>> seen) {
        // On one event loop lines of the access log come in the order of the requests.
        RunningGateway gateway = started(RunningGateway.settings(port)
                .variable("OPENAI_API_URL", "http://127.0.0.1:" + port)
                .variable("SERVER_READ_TIMEOUT", "500ms")
                .set("server.eventLoops", 1)
                .start());
        List<Trial> trials = new ArrayList<>();
        for (Desyncs.Row row : Desyncs.all()) {
            trials.add(trial(gateway, seen, row, ""));
            trials.add(trial(gateway, seen, row, WARM));
        }
        List<String> differences = new ArrayList<>();
        for (Trial trial : trials) {
            List<Integer> logged = statuses(gateway, trial.replies.size());
            List<Integer> loggedNext = statuses(gateway, trial.next.size());
            if (!trial.isGood() || !logged.equals(trial.expected()) || !loggedNext.equals(List.of(200))) {
                differences.add(trial + "\n  logged   " + logged + " " + loggedNext);
            }
        }
        assertThat(differences).isEmpty();
    }

    private static Trial trial(RunningGateway gateway, Supplier<List<String>> seen, Desyncs.Row row, String before) {
        List<Reply> replies = replies(gateway, before + row.bytes() + LAST);
        List<Reply> next = replies(gateway, LAST.replace("behind", "canary"));
        return new Trial(row, !before.isEmpty(), replies, next, seen.get());
    }

    /** What the access log says of the next requests. */
    private static List<Integer> statuses(RunningGateway gateway, int requests) {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            statuses.add(gateway.nextLine().path("status").asInt());
        }
        return statuses;
    }

    /**
     * What became of a payload.
     *
     * @param isWarm whether a request came before it on its connection
     * @param replies the answers on that connection
     * @param next those on the one behind it
     * @param atUpstream what the upstream has seen of both
     */
    private record Trial(
            Desyncs.Row row, boolean isWarm, List<Reply> replies, List<Reply> next, List<String> atUpstream) {

        List<Integer> expected() {
            List<Integer> expected = new ArrayList<>(isWarm ? List.of(200) : List.of());
            expected.addAll(row.statuses());
            if (row.isRead()) {
                expected.add(200);
            }
            return expected;
        }

        boolean isGood() {
            List<String> answeredFor = Stream.concat(replies.stream().filter(Reply::isAccepted), next.stream())
                    .map(Reply::seen)
                    .toList();
            return replies.stream().map(Reply::status).toList().equals(expected())
                    && atUpstream.equals(answeredFor)
                    && next.size() == 1
                    && next.get(0).seen().startsWith("GET /canary ")
                    && atUpstream.stream().noneMatch(request -> request.contains("admin"));
        }

        @Override
        public String toString() {
            return shown(row.name()) + (isWarm ? " (warm)" : "") + ": expected " + expected() + "\n  answered "
                    + replies + "\n  upstream " + atUpstream + "\n  next     " + next;
        }
    }

    private static List<Reply> replies(RunningGateway gateway, String payload) {
        try (RawClient client = gateway.connect()) {
            return Reply.all(
                    client.send(payload.getBytes(StandardCharsets.ISO_8859_1)).rest());
        }
    }

    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        for (char c : text.substring(0, Math.min(text.length(), SHOWN_MAX)).toCharArray()) {
            shown.append(c >= ' ' && c < 0x7f ? String.valueOf(c) : String.format("\\x%02x", (int) c));
        }
        return shown.toString();
    }
}
