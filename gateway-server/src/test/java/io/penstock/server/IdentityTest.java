package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.codec.http.HttpMethod;
import io.penstock.identity.Role;
import io.penstock.identity.SigningKeys;
import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Await;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.Keyring;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import io.penstock.surface.RouteRow;
import io.penstock.surface.SurfaceTable;
import io.penstock.upstream.CannedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may come in, over sockets: with keys of the gateway's own and with tokens of an issuer. */
final class IdentityTest {
    private static final String OK = Chat.json("200 OK", Chat.whole("c1"), "");
    private static final String ANTHROPIC_BODY =
            "{\"model\":\"openai/m\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final String GEMINI_BODY = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}";
    private static final String COHERE_BODY =
            "{\"model\":\"openai/m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final String BEDROCK_BODY = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}]}";

    private final ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
    private final Keyring keyring = new Keyring();
    private final CannedServer issuer = new CannedServer(request -> CannedServer.json(SigningKeys.jwks()));
    private final List<AutoCloseable> open = new ArrayList<>(List.of(upstream, issuer));

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        keyring.close();
    }

    private RunningGateway.Settings settings() {
        return RunningGateway.settings(upstream.port())
                .set("auth.enabled", true)
                .set("auth.keys.refreshInterval", "20ms")
                .set("store.path", keyring.path().toString())
                .set(
                        "auth.issuers",
                        List.of(Map.of(
                                "issuer",
                                "https://issuer.example",
                                "audiences",
                                List.of("gateway"),
                                "jwksUrl",
                                issuer.url() + "/keys")));
    }

    private RunningGateway gateway() {
        RunningGateway gateway = settings().start();
        open.add(gateway);
        return gateway;
    }

    private static Answer ask(RunningGateway gateway, String request) {
        return Await.settled(() -> {
            try (RawClient client = gateway.connect()) {
                return client.send(request).answer();
            }
        });
    }

    private static String post(String target, String fields, String body) {
        return "POST " + target + " HTTP/1.1\r\nhost: gateway\r\n" + fields + "content-length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private static String bodyFor(String target) {
        if (target.contains("/messages")) {
            return ANTHROPIC_BODY;
        }
        if (target.contains("generateContent")) {
            return GEMINI_BODY;
        }
        if (target.startsWith("/v2/")) {
            return COHERE_BODY;
        }
        return target.contains("converse") ? BEDROCK_BODY : Chat.plainBody();
    }

    private static String token(String algorithm, String subject, String more) {
        long exp = System.currentTimeMillis() / 1000 + 600;
        return SigningKeys.token(
                algorithm,
                "{\"iss\":\"https://issuer.example\",\"aud\":\"gateway\",\"sub\":\"" + subject + "\",\"exp\":" + exp
                        + more + "}");
    }

    static Stream<RouteRow> rows() {
        return SurfaceTable.standard().rows().stream();
    }

    /** Every URL of the table, and the same in spellings that lead some other reader there. */
    @Test
    void whoIsNotLetInCountsForTheAddressItAskedFrom() {
        try (RunningGateway gateway =
                settings().set("limits.address.requestsPerMinute", 3).start()) {
            for (String fields : List.of("", "authorization: Bearer psk_no_key\r\n", "x-api-key: a, b\r\n")) {
                assertThat(ask(gateway, post("/v1/chat/completions", fields, Chat.plainBody()))
                                .status())
                        .isEqualTo(401);
            }

            Answer tooMany = ask(gateway, post("/v1/chat/completions", "", Chat.plainBody()));

            assertThat(tooMany.status()).isEqualTo(429);
            assertThat(tooMany.value("retry-after")).isNotEmpty();
            assertThat(upstream.requests()).isZero();
        }
    }

    @Test
    void withoutACredentialNoUrlLeadsAnywhere() {
        RunningGateway gateway = gateway();

        for (RouteRow row : rows().toList()) {
            HttpMethod method = row.method() == null ? HttpMethod.POST : row.method();
            String path = row.pattern().replaceAll("\\{[a-z]+(\\.\\.\\.)?}", "openai");
            for (String spelling :
                    List.of(path, path + "/", path + "?provider=openai", "//" + path, path + "/../health")) {
                String body = method == HttpMethod.GET ? "" : "content-length: 0\r\n";
                Answer answer;
                try (RawClient client = gateway.connect()) {
                    answer = client.send(
                                    method.name() + " " + spelling + " HTTP/1.1\r\nhost: gateway\r\n" + body + "\r\n")
                            .answer();
                }
                boolean isPublic = row.isPublic()
                        && (spelling.equals(path) || spelling.startsWith(path + "?") || spelling.equals(path + "/"));
                assertThat(answer.status() == 200).as(spelling).isEqualTo(isPublic);
                if (!isPublic) {
                    assertThat(answer.status()).as(spelling).isIn(400, 401, 404, 405);
                }
            }
        }
        assertThat(upstream.requests()).isZero();
    }

    @Test
    void aRefusalAsksForACredentialInTheWordsOfTheCallersDialect() {
        RunningGateway gateway = gateway();

        Answer openai = ask(gateway, post("/v1/chat/completions", "", Chat.plainBody()));
        Answer anthropic = ask(gateway, post("/v1/messages", "", ANTHROPIC_BODY));
        Answer gemini = ask(gateway, post("/v1beta/models/m:generateContent", "", GEMINI_BODY));

        assertThat(openai.value("www-authenticate")).startsWith("Bearer");
        assertThat(openai.text()).contains("\"code\":\"invalid_api_key\"");
        assertThat(anthropic.text()).contains("\"authentication_error\"");
        assertThat(gemini.text()).contains("UNAUTHENTICATED");
        assertThat(List.of(openai.status(), anthropic.status(), gemini.status()))
                .containsOnly(401);
        assertThat(upstream.requests()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, authorization: Bearer KEY",
        "/v1/chat/completions, Authorization: BEARER KEY",
        "/v1/chat/completions, api-key: KEY",
        "/v1/chat/completions, cf-aig-authorization: Bearer KEY",
        "/v1/messages, x-api-key: KEY",
        "/v1/messages, authorization: Bearer KEY",
        "/v1beta/models/m:generateContent, x-goog-api-key: KEY",
        "/v1beta/models/m:generateContent?key=KEY, x-other: a",
        "/v2/chat, authorization: Bearer KEY",
        "/model/openai%2Fm/converse, authorization: Bearer KEY",
        "/proxy/openai/files?key=KEY&purpose=a, x-other: a",
    })
    void aKeyIsTakenWhereEachDialectsClientsSendItAndGoesNoFurther(String target, String field) {
        String key = keyring.issue("anna");
        RunningGateway gateway = gateway();
        Answer answer =
                ask(gateway, post(target.replace("KEY", key), field.replace("KEY", key) + "\r\n", bodyFor(target)));

        assertThat(answer.status()).isEqualTo(200);
        Request request = upstream.nextRequest();
        assertThat(request.head() + request.text()).doesNotContain(key).contains(RunningGateway.PROVIDER_KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "PS384", "ES256", "ES512", "EdDSA"})
    void aTokenOfTheIssuerIsTakenAlsoWhereItTakesLongerThanAnEventLoopHas(String algorithm) {
        RunningGateway gateway = gateway();
        String field = "authorization: Bearer " + token(algorithm, "anna", "") + "\r\n";
        String large = Chat.plainBody().replace("Hi", "x".repeat(300_000));

        assertThat(ask(gateway, post("/v1/chat/completions", field, Chat.plainBody()))
                        .status())
                .isEqualTo(200);
        assertThat(ask(gateway, post("/v1/chat/completions", field, large)).status())
                .isEqualTo(200);

        upstream.nextRequest();
        Request second = upstream.nextRequest();
        assertThat(second.text()).contains("x".repeat(300_000));
        assertThat(second.head()).doesNotContain("eyJ");
    }

    /** The first token of each connection is one that nobody knows yet, so that each request waits while its body comes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 10, 100_000})
    void aRequestThatWaitsForItsVerdictLosesNothing(int filler) {
        RunningGateway gateway = gateway();
        String body = Chat.plainBody().replace("Hi", "x".repeat(filler));
        ask(
                gateway,
                post("/v1/chat/completions", "authorization: Bearer " + token("ES256", "warm", "") + "\r\n", body));
        upstream.nextRequest();

        try (RawClient client = gateway.connect()) {
            for (int i = 0; i < 20; i++) {
                String field = "authorization: Bearer " + token("ES256", "u" + i, "") + "\r\n";
                String request = post("/v1/chat/completions", field, body);
                int cut = Math.min(request.length() - 1, request.indexOf("\r\n\r\n") + 4 + i);
                Answer answer = client.send(request.substring(0, cut))
                        .send(request.substring(cut))
                        .answer();

                assertThat(answer.status()).isEqualTo(200);
                assertThat(upstream.nextRequest().text()).endsWith(body.replace("openai/m", "m"));
            }
        }
    }

    @Test
    void aClientThatGoesWhileItWaitsIsForgotten() {
        String key = keyring.issue("anna");
        RunningGateway gateway = gateway();
        for (int i = 0; i < 50; i++) {
            try (RawClient client = gateway.connect()) {
                client.send(post(
                        "/v1/chat/completions",
                        "authorization: Bearer " + token("ES512", "u" + i, "") + "\r\n",
                        Chat.plainBody()));
                client.reset();
            }
        }

        String request = post("/v1/chat/completions", "authorization: Bearer " + key + "\r\n", Chat.plainBody());
        assertThat(ask(gateway, request).status()).isEqualTo(200);
    }

    @Test
    void forgedTokensLeadNowhereAndTooManyAreNotJudged() {
        RunningGateway gateway = gateway();
        String good = token("RS256", "anna", "");
        String request = post("/v1/chat/completions", "authorization: Bearer " + good + "\r\n", Chat.plainBody());
        assertThat(ask(gateway, request).status()).isEqualTo(200);
        List<Integer> statuses = new ArrayList<>();

        for (int i = 0; i < 30; i++) {
            String forged = token("RS256", "mallory" + i, "").replaceAll("[^.]{20}$", "AAAAAAAAAAAAAAAAAAAA");
            statuses.add(ask(
                            gateway,
                            post("/v1/chat/completions", "authorization: Bearer " + forged + "\r\n", Chat.plainBody()))
                    .status());
        }

        assertThat(statuses).containsOnly(401, 429).startsWith(401).endsWith(429);
        assertThat(ask(gateway, request).status())
                .as("who is known still passes")
                .isEqualTo(200);
        assertThat(upstream.requests()).isEqualTo(2);
    }

    @Test
    void rolesSurfacesAndModelsBoundWhatAKeyMayDo() {
        String plain = keyring.issue("anna", Set.of(Role.INFERENCE), List.of("openai/m*"), Set.of("openai"));
        RunningGateway gateway = gateway();
        String field = "authorization: Bearer " + plain + "\r\n";

        assertThat(ask(gateway, post("/v1/chat/completions", field, Chat.plainBody()))
                        .status())
                .isEqualTo(200);
        Answer another = ask(
                gateway, post("/v1/chat/completions", field, Chat.plainBody().replace("openai/m", "openai/x")));
        assertThat(another.status()).isEqualTo(403);
        assertThat(another.text()).contains("model_not_allowed");
        assertThat(ask(gateway, post("/v1/messages", field, ANTHROPIC_BODY)).status())
                .isEqualTo(403);
        assertThat(ask(gateway, post("/proxy/openai/files", field, "{}")).status())
                .isEqualTo(403);
        assertThat(ask(gateway, "GET /v1/models HTTP/1.1\r\nhost: a\r\n" + field + "\r\n")
                        .status())
                .isEqualTo(403);
        assertThat(upstream.requests()).isEqualTo(1);
    }

    @Test
    void theListOfModelsIsTheCallersOwn() {
        String none = keyring.issue("anna", Set.of(Role.MODELS), List.of("anthropic/*"), Set.of());
        String all = keyring.issue("ben", Set.of(Role.MODELS), List.of(), Set.of());
        RunningGateway gateway = gateway();

        for (int i = 0; i < 2; i++) {
            assertThat(ask(gateway, "GET /v1/models HTTP/1.1\r\nhost: a\r\nauthorization: Bearer " + all + "\r\n\r\n")
                            .text())
                    .contains("openai/m");
            assertThat(ask(gateway, "GET /v1/models HTTP/1.1\r\nhost: a\r\nauthorization: Bearer " + none + "\r\n\r\n")
                            .text())
                    .doesNotContain("openai/m");
        }
        assertThat(ask(
                                gateway,
                                "GET /v1/models/openai/m HTTP/1.1\r\nhost: a\r\nauthorization: Bearer " + none
                                        + "\r\n\r\n")
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions              | \"code\":\"overloaded\"",
                "/v1/messages                      | \"type\":\"overloaded_error\"",
                "/v1beta/models/m:generateContent  | \"status\":\"UNAVAILABLE\"",
                "/v2/chat                          | \"message\":\"credentials cannot be judged just now",
                "/model/openai%2Fm/converse        | \"message\":\"credentials cannot be judged just now"
            })
    void untilAKeySetIsReadATokenIsToBeSentAgainAndAKeyPasses(String target, String words) {
        String key = keyring.issue("anna");
        issuer.close();
        RunningGateway gateway = gateway();
        String good = "authorization: Bearer " + key + "\r\n";
        assertThat(ask(gateway, post("/v1/chat/completions", good, Chat.plainBody()))
                        .status())
                .isEqualTo(200);

        try (RawClient client = gateway.connect()) {
            Answer answer = client.send(post(
                            target, "authorization: Bearer " + token("RS256", "anna", "") + "\r\n", bodyFor(target)))
                    .answer();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(Integer.parseInt(answer.value("retry-after"))).isPositive();
            assertThat(answer.text()).contains(words);
        }
        assertThat(ask(gateway, "GET /health HTTP/1.1\r\nhost: a\r\n\r\n").status())
                .isEqualTo(200);
        assertThat(upstream.requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "'authorization: KEY|', 401",
        "'authorization: Basic KEY|', 401",
        "'authorization: Bearer KEY|authorization: Bearer KEY|', 401",
        "'authorization: Bearer KEY|authorization: Bearer other|', 401",
        "'authorization: Bearer KEY, Bearer other|', 401",
        "'authorization: Bearer KEY,|', 401",
        "'authorization: Bearer  KEY|', 401",
        "'authorization: bearer KEY|', 200",
        "'authorization: BEARER KEY|', 200",
    })
    void oneCredentialWithItsSchemeOpensAndNothingThatIsLikeIt(String fields, int status) {
        String key = keyring.issue("anna");
        String token = token("ES256", "anna", "");
        RunningGateway gateway = gateway();

        for (String credential : List.of(key, token)) {
            String good = "authorization: Bearer " + credential + "\r\n";
            assertThat(ask(gateway, post("/v1/chat/completions", good, Chat.plainBody()))
                            .status())
                    .isEqualTo(200);

            String shown = fields.replace("KEY", credential).replace("|", "\r\n");
            Answer answer = ask(gateway, post("/v1/chat/completions", shown, Chat.plainBody()));

            assertThat(answer.status()).isEqualTo(status);
        }
        assertThat(upstream.requests()).isEqualTo(status == 200 ? 4 : 2);
    }

    @Test
    void aSignatureOfAwsIsRefusedInWordsThatHelp() {
        RunningGateway gateway = gateway();
        String signed = "authorization: AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/bedrock/aws4_request, "
                + "SignedHeaders=host, Signature=00\r\n";

        Answer answer = ask(gateway, post("/model/openai%2Fm/converse", signed, BEDROCK_BODY));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("AWS_BEARER_TOKEN_BEDROCK");
    }

    @Test
    void aKeyThatIsTakenBackIsRefusedFromThenOnAndItsStreamComesToItsEnd() {
        String key = keyring.issue("anna");
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedUpstream slow = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.begunStream());
                    provider.await(over);
                    provider.send(Chat.restOfStream());
                });
                RunningGateway gateway = settings()
                        .variable("OPENAI_API_URL", "http://127.0.0.1:" + slow.port() + "/v1")
                        .start();
                RawClient client = gateway.connect()) {
            String field = "authorization: Bearer " + key + "\r\n";
            String list = "GET /v1/models HTTP/1.1\r\nhost: a\r\n" + field + "\r\n";
            ask(gateway, list);
            client.send(post("/v1/chat/completions", field, Chat.streamBody())).readUntil("Hel");

            keyring.revoke(key);
            Answer refused = Await.first(answer -> answer.status() != 200, () -> ask(gateway, list));

            assertThat(refused.status()).isEqualTo(401);
            over.countDown();
            assertThat(client.readUntil("[DONE]")).contains("lo");
        }
    }

    @Test
    void theAccessLogNamesWhoAskedAndNoSecret() {
        String key = keyring.issue("anna");
        RunningGateway gateway = gateway();
        ask(gateway, post("/v1/chat/completions", "authorization: Bearer " + key + "\r\n", Chat.plainBody()));

        JsonNode line = gateway.nextLine();
        while (line.path("status").asInt() != 200) {
            line = gateway.nextLine();
        }

        assertThat(line.path("subject").asText()).isEqualTo("anna");
        assertThat(line.path("key").asText()).isEqualTo(Keyring.id(key));
        assertThat(line.toString()).doesNotContain(key);
    }

    @Test
    void aCallersOwnKeyGoesUpBesideTheGatewaysWhereTheProviderTakesSuch() {
        String key = keyring.issue("anna");
        RunningGateway gateway =
                settings().set("providers.openai.callersKeys", true).start();
        open.add(gateway);
        String ours = "cf-aig-authorization: Bearer " + key + "\r\n";

        assertThat(ask(
                                gateway,
                                post(
                                        "/v1/chat/completions",
                                        ours + "authorization: Bearer sk-annas\r\n",
                                        Chat.plainBody()))
                        .status())
                .isEqualTo(200);
        assertThat(upstream.nextRequest().values("authorization")).containsExactly("Bearer sk-annas");
        ask(gateway, post("/v1/chat/completions", ours, Chat.plainBody()));
        assertThat(upstream.nextRequest().values("authorization"))
                .containsExactly("Bearer " + RunningGateway.PROVIDER_KEY);
        ask(gateway, post("/v1/chat/completions", "authorization: Bearer " + key + "\r\n", Chat.plainBody()));
        assertThat(upstream.nextRequest().values("authorization"))
                .containsExactly("Bearer " + RunningGateway.PROVIDER_KEY);
        Answer unclear =
                ask(gateway, post("/v1/chat/completions", ours + "authorization: Basic YTpi\r\n", Chat.plainBody()));
        assertThat(unclear.status()).isEqualTo(400);
    }

    @Test
    void aCallersOwnKeyIsDroppedWhereTheProviderTakesNone() {
        String key = keyring.issue("anna");
        RunningGateway gateway = gateway();

        ask(
                gateway,
                post(
                        "/v1/chat/completions",
                        "cf-aig-authorization: Bearer " + key + "\r\nauthorization: Bearer sk-annas\r\n",
                        Chat.plainBody()));

        assertThat(upstream.nextRequest().values("authorization"))
                .containsExactly("Bearer " + RunningGateway.PROVIDER_KEY);
    }

    @Test
    void aProviderWithoutAKeyOfTheOperatorsAsksForTheCallers() {
        try (RunningGateway gateway = RunningGateway.settings(upstream.port())
                .variable("OPENAI_API_KEY", "")
                .set("providers.openai.callersKeys", true)
                .start()) {
            Answer without = ask(gateway, post("/v1/chat/completions", "", Chat.plainBody()));
            Answer with =
                    ask(gateway, post("/v1/chat/completions", "authorization: Bearer sk-annas\r\n", Chat.plainBody()));

            assertThat(without.status()).isEqualTo(401);
            assertThat(without.text()).contains("openai");
            assertThat(with.status()).isEqualTo(200);
            assertThat(upstream.nextRequest().values("authorization")).containsExactly("Bearer sk-annas");
        }
    }

    @Test
    void withIdentityOffACallersCredentialIsDropped() {
        try (RunningGateway gateway = RunningGateway.before(upstream)) {
            Answer answer =
                    ask(gateway, post("/v1/chat/completions", "authorization: Bearer canary\r\n", Chat.plainBody()));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(upstream.nextRequest().head()).doesNotContain("canary");
        }
    }
}
