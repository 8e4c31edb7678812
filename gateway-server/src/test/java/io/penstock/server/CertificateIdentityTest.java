package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.config.ConfigException;
import io.penstock.server.testing.Await;
import io.penstock.server.testing.Certificates;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.Keyring;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are known by the certificate of their connection. */
final class CertificateIdentityTest {
    private static final String OK = Chat.json("200 OK", Chat.whole("c1"), "");
    private static final String ID = "uri:spiffe://example.org/chat";
    private static final String METRICS = "GET /metrics HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

    @TempDir
    private static Path directory;

    private static Certificates certificates;

    private final ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
    private final Keyring keyring = new Keyring();
    /** When the session of each connection began: the same where it was resumed. */
    private final List<Long> sessions = new ArrayList<>();

    @BeforeAll
    static void issue() {
        String[] chat = {"-ext", "san=" + ID + ",dns:Chat.Example.org"};
        certificates = new Certificates(directory)
                .authority("authority")
                .authority("stranger")
                .issue("server", "localhost", "-0d", "authority")
                .issueTo("chat", "CN=chat, O=Example", "authority", chat)
                .issueTo("admin", "CN=admin", "authority", "-ext", "san=uri:spiffe://example.org/admin")
                .issueTo("other", "CN=spiffe://example.org/chat", "authority", "-ext", "san=dns:other.example.org")
                .issueTo("two", "CN=chat, CN=admin", "authority")
                .issueTo("expired", "CN=chat", "authority", "-startdate", "-5d", chat[0], chat[1])
                .issueTo("early", "CN=chat", "authority", "-startdate", "+1d", chat[0], chat[1])
                .issueTo("strange", "CN=chat", "stranger", chat)
                .issueTo("server-only", "CN=chat", "authority", "-ext", "eku=serverAuth", chat[0], chat[1])
                .issueTo("for-clients", "CN=chat", "authority", "-ext", "eku=clientAuth", chat[0], chat[1]);
    }

    @AfterEach
    void close() {
        upstream.close();
        keyring.close();
    }

    private RunningGateway.Settings settings(Map<?, ?>... rules) {
        return RunningGateway.settings(upstream.port())
                .variable(
                        "SERVER_TLS_CERT_PATH",
                        certificates.certificate("server").toString())
                .variable("SERVER_TLS_KEY_PATH", certificates.key("server").toString())
                .variable(
                        "SERVER_TLS_CLIENT_CA_PATH",
                        certificates.certificate("authority").toString())
                .set("server.tls.clientCertificates", "optional")
                .set("auth.enabled", true)
                .set("auth.certificates", List.of(rules))
                .set("store.path", keyring.path().toString());
    }

    private static Map<String, Object> rule(String kind, String pattern, String... roles) {
        return Map.of(kind, pattern, "roles", List.of(roles));
    }

    private String ask(RunningGateway gateway, SSLContext client, String request, String version) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(20_000);
            socket.setEnabledProtocols(new String[] {version});
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            sessions.add(socket.getSession().getCreationTime());
            return answer;
        }
    }

    private int status(RunningGateway gateway, @Nullable String own, String request) throws IOException {
        // Keys are read in the background: until they are there, 503.
        String answer = Await.first(
                each -> !each.isEmpty() && !each.startsWith("HTTP/1.1 503"),
                () -> ask(gateway, certificates.client("authority", own), request, "TLSv1.3"));
        return Integer.parseInt(answer.substring(9, 12));
    }

    private int status(RunningGateway gateway, @Nullable String own) throws IOException {
        return status(gateway, own, chat(""));
    }

    private static String chat(String fields) {
        return Chat.post(Chat.plainBody(), "connection: close\r\n" + fields);
    }

    @ParameterizedTest
    @CsvSource({
        "uri, spiffe://example.org/chat, #uri:spiffe://example.org/chat",
        "uri, spiffe://example.org/*, #uri:spiffe://example.org/chat",
        "dns, chat.example.org, #dns:chat.example.org",
        "dns, *.EXAMPLE.org, #dns:chat.example.org",
        "cn, chat, #cn:chat",
    })
    void aRuleNamesACaller(String kind, String pattern, String subject) throws IOException {
        Map<String, Object> rule =
                Map.of(kind, pattern, "roles", "inference", "team", "research", "models", List.of("openai/*"));
        try (RunningGateway gateway = settings(rule).start()) {
            assertThat(status(gateway, "chat")).isEqualTo(200);

            JsonNode line = gateway.nextLine();
            assertThat(line.path("subject").textValue()).isEqualTo(subject);
            assertThat(line.path("team").textValue()).isEqualTo("research");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "uri, spiffe://example.org/cha",
        "uri, spiffe://example.org/CHAT",
        "uri, spiffe://example.com/*",
        "uri, chat",
        "dns, example.org",
        "dns, spiffe://example.org/chat",
        "cn, Chat",
        "cn, example",
    })
    void whomNoRuleNamesGetsNothing(String kind, String pattern) throws IOException {
        try (RunningGateway gateway =
                settings(rule(kind, pattern, "inference", "admin")).start()) {
            assertThat(status(gateway, "chat")).isEqualTo(401);
            assertThat(status(gateway, "chat", METRICS)).isEqualTo(401);
        }
        assertThat(upstream.requests()).isZero();
    }

    /** It gives nothing, and takes nothing: whoever is on this machine may manage the gateway all the same. */
    @Test
    void oneThatNoRuleNamesIsAsNone() throws IOException {
        String here = METRICS.replace("host: a", "host: localhost");
        try (RunningGateway gateway =
                settings(rule("cn", "nobody", "inference")).start()) {
            assertThat(status(gateway, "chat", here))
                    .isEqualTo(status(gateway, null, here))
                    .isNotEqualTo(401);
            assertThat(status(gateway, "chat", METRICS)).isEqualTo(401);
        }
    }

    /** Each kind of name is looked for where it stands, and of two common names there is none. */
    @ParameterizedTest
    @ValueSource(strings = {"other", "two"})
    void aNameThatStandsElsewhereIsAnother(String own) throws IOException {
        try (RunningGateway gateway = settings(
                        rule("uri", "spiffe://example.org/*", "inference"),
                        rule("dns", "chat*", "inference"),
                        rule("cn", "chat*", "inference"),
                        rule("cn", "admin", "inference"))
                .start()) {
            assertThat(status(gateway, own)).isEqualTo(401);
        }
    }

    @Test
    void theFirstRuleThatNamesItCountsWithItsRolesAndBounds() throws IOException {
        try (RunningGateway gateway = settings(
                        rule("uri", "spiffe://example.org/admin", "admin"),
                        Map.of("cn", "*", "roles", "inference", "models", "anthropic/*"))
                .start()) {
            assertThat(status(gateway, "admin", METRICS)).isIn(200, 404);
            assertThat(status(gateway, "admin")).isEqualTo(403);
            assertThat(status(gateway, "chat", METRICS)).isEqualTo(403);
            assertThat(status(gateway, "chat")).isEqualTo(403);
        }
        assertThat(upstream.requests()).isZero();
    }

    @Test
    void aRuleMayBeForSomeSurfacesOnly() throws IOException {
        try (RunningGateway gateway = settings(Map.of("cn", "chat", "roles", "inference", "surfaces", "anthropic"))
                .start()) {
            assertThat(status(gateway, "chat")).isEqualTo(403);
        }
    }

    @Test
    void whereItIsOptionalWhoHasNoneIsAskedForACredential() throws IOException {
        String key = keyring.issue("anna");
        try (RunningGateway gateway = settings(rule("cn", "*", "inference")).start()) {
            assertThat(status(gateway, null)).isEqualTo(401);
            assertThat(status(gateway, null, chat("authorization: Bearer " + key + "\r\n")))
                    .isEqualTo(200);
        }
    }

    /** What is shown counts: it must be good, and it is whose it is. */
    @Test
    void aCredentialBesideItCountsAlone() throws IOException {
        String key = keyring.issue("anna");
        String revoked = keyring.issue("ben");
        keyring.revoke(revoked);
        try (RunningGateway gateway = settings(rule("cn", "*", "inference")).start()) {
            assertThat(status(gateway, "chat", chat("authorization: Bearer " + key + "\r\n")))
                    .isEqualTo(200);
            assertThat(subjectOf200(gateway)).isEqualTo("anna");
            for (String bad : List.of("Bearer " + revoked, "Bearer made-up", "Basic YTpi", "Bearer")) {
                assertThat(status(gateway, "chat", chat("authorization: " + bad + "\r\n")))
                        .as(bad)
                        .isEqualTo(401);
            }
        }
    }

    private static String subjectOf200(RunningGateway gateway) {
        JsonNode line = gateway.nextLine();
        while (line.path("status").intValue() != 200) {
            line = gateway.nextLine();
        }
        return line.path("subject").textValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "early", "strange", "server-only"})
    void oneThatIsNotGoodEndsTheConnection(String own) throws IOException {
        for (String asked : List.of("optional", "required")) {
            try (RunningGateway gateway = settings(rule("cn", "*", "inference"))
                    .set("server.tls.clientCertificates", asked)
                    .start()) {
                assertThatThrownBy(() -> status(gateway, own)).isInstanceOf(IOException.class);
                assertThat(status(gateway, "for-clients")).isEqualTo(200);
            }
        }
        assertThat(upstream.requests()).isEqualTo(2);
    }

    @Test
    void withoutIdentityOnACertificateGivesNothing() throws IOException {
        try (RunningGateway gateway = settings(rule("cn", "*", "admin"))
                .set("auth.enabled", false)
                .variable("ADMIN_TOKEN", "a".repeat(16))
                .start()) {
            assertThat(status(gateway, "chat", METRICS)).isEqualTo(401);
            assertThat(status(gateway, "chat")).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionThatIsResumedIsStillThatCallers(String version) throws IOException {
        SSLContext client = certificates.client("authority", "chat");
        List<String> subjects = new ArrayList<>();
        try (RunningGateway gateway = settings(rule("cn", "*", "inference")).start()) {
            for (int i = 0; i < 3; i++) {
                assertThat(ask(gateway, client, chat(""), version)).startsWith("HTTP/1.1 200");
                subjects.add(gateway.nextLine().path("subject").textValue());
            }
        }
        assertThat(subjects).containsOnly("#cn:chat");
        assertThat(sessions).hasSize(3).containsOnly(sessions.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionOfAnAuthorityThatIsNoLongerTrustedIsNotResumed(String version) throws IOException {
        SSLContext client = certificates.client("authority", "chat");
        try (RunningGateway gateway = settings(rule("cn", "*", "inference")).start()) {
            assertThat(ask(gateway, client, chat(""), version)).startsWith("HTTP/1.1 200");

            gateway.gateway()
                    .reload(settings(rule("cn", "*", "inference"))
                            .variable(
                                    "SERVER_TLS_CLIENT_CA_PATH",
                                    certificates.certificate("stranger").toString())
                            .config());

            assertThatThrownBy(() -> ask(gateway, client, chat(""), version)).isInstanceOf(IOException.class);
        }
        assertThat(upstream.requests()).isEqualTo(1);
    }

    @Test
    void everyRequestOfAConnectionIsThatCallers() throws IOException {
        try (RunningGateway gateway = settings(rule("cn", "*", "inference")).start()) {
            String three = Chat.post(Chat.plainBody()) + Chat.post(Chat.plainBody()) + chat("");
            String answers = ask(gateway, certificates.client("authority", "chat"), three, "TLSv1.3");

            assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(4);
            for (int i = 0; i < 3; i++) {
                assertThat(gateway.nextLine().path("subject").textValue()).isEqualTo("#cn:chat");
            }
        }
    }

    @Test
    void aReloadTakesARuleBackFromConnectionsThatAreOpen() throws IOException {
        try (RunningGateway gateway = settings(rule("cn", "*", "inference")).start();
                SSLSocket socket = (SSLSocket) certificates
                        .client("authority", "chat")
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(Chat.post(Chat.plainBody()).getBytes(StandardCharsets.US_ASCII));
            assertThat(gateway.nextLine().path("status").intValue()).isEqualTo(200);

            gateway.gateway().reload(settings(rule("cn", "nobody", "inference")).config());

            socket.getOutputStream().write(chat("").getBytes(StandardCharsets.US_ASCII));
            assertThat(gateway.nextLine().path("status").intValue()).isEqualTo(401);
        }
    }

    static List<Map<String, Object>> noRules() {
        return List.of(
                Map.of("roles", "inference"),
                Map.of("cn", "a", "uri", "b", "roles", "inference"),
                Map.of("cn", "a"),
                Map.of("cn", "a", "roles", List.of()),
                Map.of("cn", "a", "roles", "root"),
                Map.of("cn", "a", "roles", "inference", "models", List.of()),
                Map.of("cn", "a", "roles", "inference", "surfaces", List.of()),
                Map.of("cn", "a", "roles", "inference", "subject", "b"),
                Map.of("uri", "a b", "roles", "inference"),
                Map.of("cn", List.of("a"), "roles", "inference"));
    }

    @ParameterizedTest
    @MethodSource("noRules")
    void whatIsNoRuleIsAFinding(Map<String, Object> rule) {
        assertThatThrownBy(() -> settings(rule).config())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("auth.certificates[0]");
    }

    @Test
    void rulesAndAskingNeedAnAuthority() {
        assertThatThrownBy(() -> RunningGateway.settings(1)
                        .set("auth.certificates", List.of(rule("cn", "a", "inference")))
                        .config())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("auth.certificates");
        assertThatThrownBy(() -> RunningGateway.settings(1)
                        .set("server.tls.clientCertificates", "optional")
                        .config())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("server.tls.clientCertificates");
    }
}
