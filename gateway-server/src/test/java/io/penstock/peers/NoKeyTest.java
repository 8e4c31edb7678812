package io.penstock.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Await;
import io.penstock.server.testing.Keyring;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import io.penstock.surface.PathMutations;
import io.penstock.surface.RouteRow;
import io.penstock.surface.SurfaceTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Who may come in is judged by the path that the request is then led by, whatever a line or a host is spelled as: what leads anywhere with a
 * key is a 401 without one, and what leads nowhere with a key does not without one either.
 */
final class NoKeyTest {
    private static final int MUTATIONS = 10_000;

    /** All that anybody may ask for: {@code RowRolesTest} keeps the list. */
    private static final Pattern PUBLIC = Pattern.compile("(http://evil)?/health(/ready)?/?(\\?[^ ]*)?");

    private static final Pattern TARGET = Pattern.compile("^[A-Z]+ ([^ \r\n]*) ");

    private final ScriptedUpstream upstream =
            ScriptedUpstream.answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    private final Keyring keyring = new Keyring();
    private final String key = keyring.issue("anna");
    private final Volley volley = new Volley();
    private RunningGateway gateway;

    /** With a token of the administrator's own nobody is one for being on this machine. */
    @BeforeEach
    void start() {
        gateway = RunningGateway.settings(upstream.port())
                .variable("ADMIN_TOKEN", "token-of-the-administrator")
                .set("auth.enabled", true)
                .set("auth.keys.refreshInterval", "20ms")
                .set("store.path", keyring.path().toString())
                .start();
        Answer settled = Await.settled(() -> {
            try (RawClient client = gateway.connect()) {
                return client.send(request(get("/v1/models"), authorization())).answer();
            }
        });
        assertThat(settled.status()).isEqualTo(200);
    }

    @AfterEach
    void close() {
        gateway.close();
        volley.close();
        upstream.close();
        keyring.close();
    }

    @Test
    void everySpellingOfAPathIsJudgedByWhereItLeads() {
        List<String> heads = new ArrayList<>();
        Spellings.paths().forEach(path -> heads.add(get("/proxy/openai/" + path)));
        Spellings.waysOut().forEach(path -> heads.add(get(path)));
        Spellings.providers().forEach(provider -> heads.add(get("/proxy/" + provider + "/models")));
        Random random = new Random(20_261_129L);
        for (int i = 0; i < MUTATIONS; i++) {
            heads.add(get("/proxy/openai/" + PathMutations.next(random)));
        }

        assertThat(judge(heads)).as("how many lead somewhere").isGreaterThan(1000);
    }

    /** Each URL of the table behind each host. */
    @Test
    void everySpellingOfAHostChangesNothing() {
        List<String> heads = new ArrayList<>();
        for (RouteRow row : SurfaceTable.standard().rows()) {
            String path = row.pattern().replaceAll("\\{[a-z]+(\\.\\.\\.)?}", "openai");
            String method = row.method() == null ? "POST" : row.method().name();
            for (List<String> hosts : List.of(Spellings.ambiguousHosts(), Spellings.otherHosts())) {
                hosts.forEach(head -> heads.add(head.replace("/proxy/openai/models", path)
                        .replaceFirst("^GET ", method + " ")
                        .concat(method.equals("GET") ? "" : "\r\ncontent-length: 0")));
            }
        }

        assertThat(judge(heads)).as("how many lead somewhere").isGreaterThan(10);
    }

    /** Sends each head with a key and without, and gives how many got somewhere with one. */
    private int judge(List<String> heads) {
        List<Integer> without = statuses(heads, "");
        assertThat(upstream.connections()).as("made for nobody").isZero();
        List<Integer> with = statuses(heads, authorization());
        List<String> wrong = new ArrayList<>();
        int led = 0;
        for (int i = 0; i < heads.size(); i++) {
            String head = heads.get(i);
            boolean isPublic = TARGET.matcher(head)
                    .results()
                    .anyMatch(target -> PUBLIC.matcher(target.group(1)).matches());
            boolean isLed = with.get(i) == 200;
            led += isLed && !isPublic ? 1 : 0;
            boolean isRight = isLed
                    ? without.get(i) == (isPublic ? 200 : 401)
                    : List.of(400, 401, 404, 405).contains(without.get(i));
            if (!isRight) {
                wrong.add(with.get(i) + " with a key, " + without.get(i) + " without: " + head);
            }
        }
        assertThat(wrong).isEmpty();
        return led;
    }

    private List<Integer> statuses(List<String> heads, String field) {
        List<byte[]> payloads = heads.stream()
                .map(head -> request(head, field).getBytes(StandardCharsets.ISO_8859_1))
                .toList();
        return volley.send(gateway.port(), payloads).stream()
                .map(answer -> Integer.parseInt(answer.substring(9, 12)))
                .toList();
    }

    private String authorization() {
        return "authorization: Bearer " + key + "\r\n";
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nhost: a";
    }

    private static String request(String head, String field) {
        return head + "\r\nconnection: close\r\n" + field + "\r\n";
    }
}
