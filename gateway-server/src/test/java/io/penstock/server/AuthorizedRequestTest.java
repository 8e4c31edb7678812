package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are signed, or authorized with what is granted for a while, as their provider sees them. */
final class AuthorizedRequestTest {
    private static final String SECRET = "canary/secret+0123456789";

    private static RunningGateway.Settings signing(ScriptedUpstream upstream) {
        return RunningGateway.settings(upstream.port())
                .set("providers.own.url", "http://127.0.0.1:" + upstream.port())
                .set("providers.own.credential", "aws")
                .set("providers.own.models", List.of("m"))
                .variable("AWS_REGION", "eu-west-1");
    }

    private static ScriptedUpstream answering() {
        return ScriptedUpstream.answering(Chat.json("200 OK", Chat.whole("c1"), ""));
    }

    private static Request sent(String request, String... variables) {
        try (ScriptedUpstream upstream = answering()) {
            RunningGateway.Settings settings =
                    signing(upstream).variable("AWS_ACCESS_KEY_ID", "AKIA1").variable("AWS_SECRET_ACCESS_KEY", SECRET);
            for (int i = 0; i < variables.length; i += 2) {
                settings.variable(variables[i], variables[i + 1]);
            }
            try (RunningGateway gateway = settings.start();
                    RawClient client = gateway.connect()) {
                assertThat(client.send(request).answer().status()).isEqualTo(200);
                return upstream.nextRequest();
            }
        }
    }

    @Test
    void aChatIsSigned() throws Exception {
        Request request = sent(Chat.post(Chat.plainBody().replace("openai/m", "own/m")));

        assertThat(request.line()).isEqualTo("POST /chat/completions HTTP/1.1");
        assertThat(signedNames(request)).containsExactly("content-type", "host", "x-amz-date");
        assertSigned(request);
    }

    @Test
    void aSessionsTokenIsSignedToo() throws Exception {
        Request request =
                sent(Chat.post(Chat.plainBody().replace("openai/m", "own/m")), "AWS_SESSION_TOKEN", "session==");

        assertThat(request.values("x-amz-security-token")).containsExactly("session==");
        assertThat(signedNames(request)).contains("x-amz-security-token");
        assertSigned(request);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5_000, 300_000, 3_000_000})
    void aBodyIsHashedOverItsPieces(int size) throws Exception {
        String body = Chat.plainBody()
                .replace("openai/m", "own/m")
                .replace("\"messages\"", "\"padding\":\"" + "x".repeat(size) + "\",\"messages\"");

        assertSigned(sent(Chat.post(body)));
    }

    @Test
    void aCallOfTheProvidersOwnApiIsHeldAndSigned() throws Exception {
        String body = "{\"a\":\"" + "x".repeat(200_000) + "\"}";
        Request request = sent("POST /proxy/own/model/a%3Ab/invoke?b=2&a=1 HTTP/1.1\r\nhost: a\r\n"
                + "transfer-encoding: chunked\r\ncontent-type: application/json; charset=utf-8\r\n"
                + "authorization: AWS4-HMAC-SHA256 Credential=theirs\r\nx-amz-date: 20200101T000000Z\r\n"
                + "x-amz-content-sha256: UNSIGNED-PAYLOAD\r\nX-Amz-Security-Token: theirs\r\n"
                + "x-amzn-bedrock-trace: ENABLED\r\n\r\n"
                + Chat.chunk(body.substring(0, 70_000)) + Chat.chunk(body.substring(70_000)) + Chat.lastChunk());

        assertThat(request.line()).isEqualTo("POST /model/a%3Ab/invoke?b=2&a=1 HTTP/1.1");
        assertThat(request.values("content-length")).containsExactly(Integer.toString(body.length()));
        assertThat(request.head()).doesNotContain("theirs").doesNotContain("UNSIGNED");
        assertThat(request.values("x-amzn-bedrock-trace")).containsExactly("ENABLED");
        assertThat(request.text()).isEqualTo(body);
        assertSigned(request);
    }

    @Test
    void aCallWithoutABodyIsSigned() throws Exception {
        Request request = sent("GET /proxy/own/things HTTP/1.1\r\nhost: a\r\n\r\n");

        assertThat(signedNames(request)).containsExactly("host", "x-amz-date");
        assertSigned(request);
    }

    @Test
    void aKeyOfTheContainersEndpointSigns() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedUpstream endpoint = ScriptedUpstream.of(connection -> {
                    for (Request request = connection.request(); request != null; request = connection.request()) {
                        asked.incrementAndGet();
                        connection.send(Chat.json(
                                "200 OK", """
                                {"AccessKeyId":"ASIA2","SecretAccessKey":"%s","Token":"lent","Expiration":"%s"}""".formatted(SECRET, Instant.now().plusSeconds(3600)), ""));
                    }
                });
                ScriptedUpstream upstream = answering();
                RunningGateway gateway = signing(upstream)
                        .variable(
                                "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:" + endpoint.port() + "/creds")
                        .variable("AWS_CONTAINER_AUTHORIZATION_TOKEN", "container-token")
                        .start();
                RawClient client = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                String body = Chat.plainBody().replace("openai/m", "own/m");
                assertThat(client.send(Chat.post(body)).answer().status()).isEqualTo(200);
                Request request = upstream.nextRequest();
                assertThat(request.values("x-amz-security-token")).containsExactly("lent");
                assertSigned(request);
            }
            assertThat(endpoint.nextRequest().values("authorization")).containsExactly("container-token");
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void theFirstRequestsWaitForTheGrantTogether() throws Exception {
        CountDownLatch granted = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedUpstream endpoint = ScriptedUpstream.of(connection -> {
                    for (Request request = connection.request(); request != null; request = connection.request()) {
                        asked.incrementAndGet();
                        granted.await(20, TimeUnit.SECONDS);
                        connection.send(Chat.json(
                                "200 OK", """
                                {"AccessKeyId":"ASIA2","SecretAccessKey":"%s","Token":"lent","Expiration":"%s"}""".formatted(SECRET, Instant.now().plusSeconds(3600)), ""));
                    }
                });
                ScriptedUpstream upstream = answering();
                RunningGateway gateway = signing(upstream)
                        .variable(
                                "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:" + endpoint.port() + "/creds")
                        .start()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(gateway.connect().send(Chat.post(Chat.plainBody().replace("openai/m", "own/m"))));
            }
            endpoint.nextRequest();
            assertThat(upstream.requests()).isZero();

            granted.countDown();

            for (RawClient client : clients) {
                assertThat(client.answer().status()).isEqualTo(200);
                client.close();
            }
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void whereNothingIsGrantedTheClientIsToldSoAndNoMore() throws Exception {
        try (ScriptedUpstream endpoint = ScriptedUpstream.answering(
                        Chat.json("403 Forbidden", "{\"code\":\"AccessDenied\",\"message\":\"canary\"}", ""));
                ScriptedUpstream upstream = answering();
                RunningGateway gateway = signing(upstream)
                        .variable(
                                "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:" + endpoint.port() + "/creds")
                        .start();
                RawClient client = gateway.connect()) {
            client.send(Chat.post(Chat.plainBody().replace("openai/m", "own/m")));

            Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text())
                    .contains("no credential for the provider is granted")
                    .doesNotContain("canary");
            assertThat(upstream.requests()).isZero();
        }
    }

    private static List<String> signedNames(Request request) {
        String authorization = request.values("authorization").get(0);
        int start = authorization.indexOf("SignedHeaders=") + "SignedHeaders=".length();
        return Arrays.asList(authorization
                .substring(start, authorization.indexOf(',', start))
                .split(";", -1));
    }

    /** Computes the signature anew, from the bytes that came and by the words of AWS's manual. */
    private static void assertSigned(Request request) throws GeneralSecurityException {
        assertThat(request.values("authorization")).hasSize(1);
        String authorization = request.values("authorization").get(0);
        String time = request.values("x-amz-date").get(0);
        Instant signedAt = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX")
                .withZone(ZoneOffset.UTC)
                .parse(time, Instant::from);
        assertThat(signedAt)
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(5));
        String scope = time.substring(0, 8) + "/eu-west-1/bedrock/aws4_request";
        assertThat(authorization).contains("/" + scope + ", ");
        String target = request.line().split(" ", -1)[1];
        String path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
        Map<String, String> query = new TreeMap<>();
        if (target.contains("?")) {
            for (String pair : target.substring(target.indexOf('?') + 1).split("&", -1)) {
                query.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
        }
        StringBuilder canonical = new StringBuilder(request.line().split(" ", -1)[0]).append('\n');
        canonical.append(path.replace("%", "%25")).append('\n');
        canonical.append(String.join(
                "&",
                query.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList()));
        canonical.append('\n');
        for (String name : signedNames(request)) {
            assertThat(request.values(name)).hasSize(1);
            canonical
                    .append(name)
                    .append(':')
                    .append(request.values(name).get(0))
                    .append('\n');
        }
        canonical.append('\n').append(String.join(";", signedNames(request))).append('\n');
        canonical.append(sha256(request.body()));
        String toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n"
                + sha256(canonical.toString().getBytes(StandardCharsets.UTF_8));
        byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
        for (String step : scope.split("/", -1)) {
            key = hmac(key, step);
        }
        assertThat(authorization).endsWith("Signature=" + HexFormat.of().formatHex(hmac(key, toSign)));
        assertThat(request.head()).doesNotContain(SECRET);
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
