package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.penstock.server.testing.Certificates;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of HTTP/2 that nobody here wrote. */
final class Http2ClientsTest {
    @TempDir
    private static Path directory;

    private static TrustManagerFactory trust;
    private static SSLContext trusting;
    private static Certificates certificates;

    @BeforeAll
    static void issue() throws GeneralSecurityException {
        certificates = new Certificates(directory).authority("authority").issue("own", "localhost", "-0d", "authority");
        trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates.trusting("authority"));
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
    }

    private static RunningGateway tls(ScriptedUpstream upstream) {
        return RunningGateway.settings(upstream.port())
                .variable(
                        "SERVER_TLS_CERT_PATH", certificates.certificate("own").toString())
                .variable("SERVER_TLS_KEY_PATH", certificates.key("own").toString())
                .start();
    }

    private static HttpRequest.Builder request(RunningGateway gateway, String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.port() + path));
    }

    private static HttpClient jdk() {
        return HttpClient.newBuilder()
                .sslContext(trusting)
                .version(HttpClient.Version.HTTP_2)
                .build();
    }

    @Test
    void theJdksClientAsksForManyStreamsAtOnce() throws Exception {
        String stream = Chat.ROLE + Chat.delta("x".repeat(5000)).repeat(50) + Chat.FINISH + Chat.DONE;
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.chunked(stream));
                RunningGateway gateway = tls(upstream)) {
            HttpClient client = jdk();
            HttpRequest chat = request(gateway, "/v1/chat/completions")
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(Chat.streamBody()))
                    .build();

            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                answers.add(client.sendAsync(chat, HttpResponse.BodyHandlers.ofString()));
            }

            for (CompletableFuture<HttpResponse<String>> each : answers) {
                HttpResponse<String> answer = each.get(60, TimeUnit.SECONDS);
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo(stream);
            }
        }
    }

    /** The body is four windows long, and goes within the two seconds for which it is read behind its answer also where others have the machine. */
    @Test
    void theJdksClientSeesARefusalOfABodyThatItStillSends() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = tls(upstream)) {
            HttpRequest upload = request(gateway, "/v1/nothing")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[256 << 10]))
                    .build();

            HttpClient client = jdk();
            HttpResponse<String> plain =
                    client.send(request(gateway, "/health").build(), HttpResponse.BodyHandlers.ofString());
            int status =
                    client.send(upload, HttpResponse.BodyHandlers.ofString()).statusCode();

            assertThat(plain.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(status).isEqualTo(404);
            assertThat(client.send(request(gateway, "/health").build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void theJdksClientThatAsksForAnUpgradeIsAnsweredInHttp1() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.before(upstream)) {
            HttpResponse<String> answer = jdk().send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/health"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void openAisClientStreamsAChat() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.chunked(Chat.stream()));
                RunningGateway gateway = tls(upstream)) {
            X509TrustManager trusted = (X509TrustManager) Arrays.stream(trust.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            OpenAIClient client = OpenAIOkHttpClient.builder()
                    .baseUrl("https://localhost:" + gateway.port() + "/v1")
                    .apiKey("sk-of-the-client")
                    .sslSocketFactory(trusting.getSocketFactory())
                    .trustManager(trusted)
                    .maxRetries(0)
                    .build();
            ChatCompletionCreateParams chat = ChatCompletionCreateParams.builder()
                    .model("openai/m")
                    .addUserMessage("Hi")
                    .build();

            String text;
            try (StreamResponse<ChatCompletionChunk> chunks =
                    client.chat().completions().createStreaming(chat)) {
                text = chunks.stream()
                        .flatMap(chunk -> chunk.choices().stream())
                        .map(choice -> choice.delta().content().orElse(""))
                        .collect(Collectors.joining());
            }
            client.close();

            assertThat(text).isEqualTo("Hello");
        }
    }

    @Test
    void curlKnowsThatItIsSpoken() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.chunked(Chat.stream()));
                RunningGateway gateway = RunningGateway.before(upstream)) {
            String said = run(
                    "curl",
                    "-sSi",
                    "--http2-prior-knowledge",
                    "-H",
                    "content-type: application/json",
                    "-d",
                    Chat.streamBody(),
                    "http://127.0.0.1:" + gateway.port() + "/v1/chat/completions");

            assertThat(said).startsWith("HTTP/2 200").endsWith("\r\n\r\n" + Chat.stream());
        }
    }

    @Test
    void curlIsToldInTheHandshake() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = tls(upstream)) {
            String url = "https://localhost:" + gateway.port() + "/health";
            String ca = certificates.certificate("authority").toString();

            assertThat(run("curl", "-sSi", "--cacert", ca, url)).startsWith("HTTP/2 200");
            assertThat(run("curl", "-sSi", "--http1.1", "--cacert", ca, url)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void nghttpGetsAndPosts() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", Chat.whole("c1"), ""));
                RunningGateway gateway = RunningGateway.before(upstream)) {
            Path body = Files.writeString(directory.resolve("chat.json"), Chat.plainBody(), StandardCharsets.US_ASCII);
            String base = "http://127.0.0.1:" + gateway.port();

            assertThat(run("nghttp", base + "/health")).contains("{\"message\":\"OK\"}");
            assertThat(run(
                            "nghttp",
                            "-H",
                            "content-type: application/json",
                            "-d",
                            body.toString(),
                            base + "/v1/chat/completions"))
                    .contains(Chat.whole("c1"));
        }
    }

    @Test
    void h2loadFindsNoErrorAmongAThousandStreams() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.before(upstream)) {
            String said = run(
                    "h2load", "-n", "1000", "-c", "4", "-m", "50", "http://127.0.0.1:" + gateway.port() + "/health");

            assertThat(said)
                    .contains("1000 succeeded, 0 failed, 0 errored, 0 timeout")
                    .contains("1000 2xx");
        }
    }

    /** What a program said; the test is skipped where it is not installed. */
    private static String run(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException absent) {
            Assumptions.abort(command[0] + " is not installed here");
            throw absent;
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
