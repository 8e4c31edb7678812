package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.codec.http.HttpMethod;
import io.penstock.identity.Role;
import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Await;
import io.penstock.server.testing.Keyring;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import io.penstock.surface.RouteRow;
import io.penstock.surface.SurfaceTable;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may manage the gateway, over sockets: every URL of the admin's family, with identity on and off. */
final class AdminAccessTest {
    private static final String TOKEN = "the-token-of-the-operator";

    private final ScriptedUpstream upstream = ScriptedUpstream.answering("");
    private final Keyring keyring = new Keyring();

    @AfterEach
    void close() {
        upstream.close();
        keyring.close();
    }

    private RunningGateway.Settings settings(boolean isIdentityOn) {
        return RunningGateway.settings(upstream.port())
                .set("telemetry.enabled", true)
                .set("telemetry.metricsPort", 0)
                .set("auth.enabled", isIdentityOn)
                .set("store.path", keyring.path().toString());
    }

    private static List<RouteRow> rows() {
        List<RouteRow> rows = SurfaceTable.standard().rows().stream()
                .filter(row -> row.surface().equals("admin"))
                .toList();
        assertThat(rows).isNotEmpty();
        return rows;
    }

    /** The status that each of the URLs answers with; they are to answer with one. */
    private static int status(RunningGateway gateway, String host, String fields) {
        Set<Integer> statuses = new java.util.HashSet<>();
        for (RouteRow row : rows()) {
            HttpMethod method = row.method() == null ? HttpMethod.GET : row.method();
            Answer answer = Await.settled(() -> {
                try (RawClient client = gateway.connect()) {
                    return client.send(method.name() + " " + row.pattern() + " HTTP/1.1\r\nhost: " + host + "\r\n"
                                    + fields + "\r\n")
                            .answer();
                }
            });
            statuses.add(answer.status());
        }
        assertThat(statuses).hasSize(1);
        return statuses.iterator().next();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withATokenSetOnlyThatOpens(boolean isIdentityOn) {
        try (RunningGateway gateway =
                settings(isIdentityOn).variable("ADMIN_TOKEN", TOKEN).start()) {
            assertThat(status(gateway, "localhost", "")).isEqualTo(401);
            assertThat(status(gateway, "localhost", "authorization: Bearer " + TOKEN + "2\r\n"))
                    .isEqualTo(401);
            assertThat(status(gateway, "localhost", "x-api-key: " + TOKEN + "\r\n"))
                    .isEqualTo(401);
            assertThat(status(gateway, "anywhere", "authorization: Bearer " + TOKEN + "\r\nvia: 1.1 a\r\n"))
                    .isEqualTo(200);
            assertThat(status(gateway, "anywhere", "cf-aig-authorization: Bearer " + TOKEN + "\r\n"))
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, '', 200",
        "127.0.0.1:8080, '', 200",
        "gateway.example, '', 401",
        "localhost, X-Forwarded-For: 192.0.2.1, 401",
        "localhost, Forwarded: for=192.0.2.1, 401",
        "localhost, Via: 1.1 a, 401",
        "localhost, Origin: https://evil.example, 401",
        "localhost, Authorization: Bearer made-up, 401",
    })
    void withoutOneWhoeverIsOnThisMachineMay(String host, String field, int status) {
        for (boolean isIdentityOn : List.of(true, false)) {
            try (RunningGateway gateway = settings(isIdentityOn).start()) {
                assertThat(status(gateway, host, field.isEmpty() ? "" : field + "\r\n"))
                        .isEqualTo(status);
            }
        }
    }

    @Test
    void aKeyMayThatHasTheRoleAndNoOther() {
        String admin = keyring.issue("anna", Set.of(Role.ADMIN), List.of(), Set.of());
        String others = keyring.issue("ben", Set.of(Role.INFERENCE, Role.MODELS, Role.PROXY), List.of(), Set.of());
        try (RunningGateway gateway =
                settings(true).variable("ADMIN_TOKEN", TOKEN).start()) {
            assertThat(status(gateway, "a", "authorization: Bearer " + admin + "\r\n"))
                    .isEqualTo(200);
            assertThat(status(gateway, "localhost", "authorization: Bearer " + others + "\r\n"))
                    .isEqualTo(403);
        }
    }

    /** It manages, and does not spend: of nobody else's URLs it opens one. */
    @Test
    void theTokenOpensNothingElse() {
        try (RunningGateway gateway =
                settings(true).variable("ADMIN_TOKEN", TOKEN).start()) {
            for (RouteRow row : SurfaceTable.standard().rows()) {
                if (row.isPublic() || row.surface().equals("admin")) {
                    continue;
                }
                HttpMethod method = row.method() == null ? HttpMethod.POST : row.method();
                String path = row.pattern().replaceAll("\\{[a-z]+(\\.\\.\\.)?}", "openai");
                try (RawClient client = gateway.connect()) {
                    Answer answer = client.send(method.name() + " " + path
                                    + " HTTP/1.1\r\nhost: a\r\ncf-aig-authorization: Bearer " + TOKEN
                                    + "\r\ncontent-length: 0\r\n\r\n")
                            .answer();
                    assertThat(answer.status()).as(path).isEqualTo(403);
                }
            }
        }
    }

    @Test
    void aReloadTakesTheTokenBack() {
        try (RunningGateway gateway =
                settings(false).variable("ADMIN_TOKEN", TOKEN).start()) {
            String field = "authorization: Bearer " + TOKEN + "\r\n";
            assertThat(status(gateway, "a", field)).isEqualTo(200);

            gateway.gateway()
                    .reload(settings(false)
                            .variable("ADMIN_TOKEN", TOKEN + "-2")
                            .config());

            assertThat(status(gateway, "a", field)).isEqualTo(401);
        }
    }
}
