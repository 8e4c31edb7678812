package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocatorMetric;
import io.penstock.config.ConfigException;
import io.penstock.config.GatewayConfig;
import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Certificates;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.GatewayProcess;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that speak TLS, by the JDK's own. */
final class DownstreamTlsTest {
    private static final String OK = Chat.json("200 OK", Chat.whole("c1"), "");

    private static final int ANNOUNCERS = 100;
    private static final int ANNOUNCED_BYTES = 16 << 20;

    @TempDir
    private static Path directory;

    private static Certificates certificates;

    @TempDir
    private Path served;

    private final ScriptedUpstream upstream = ScriptedUpstream.answering(OK);

    @BeforeAll
    static void issue() {
        certificates = new Certificates(directory)
                .authority("authority")
                .issue("first", "localhost", "-0d", "authority")
                .issue("second", "localhost", "-0d", "authority")
                .issue("client", "anna.example", "-0d", "authority")
                .issue("stranger", "anna.example", "-0d", "");
    }

    @AfterEach
    void close() {
        upstream.close();
    }

    private void serve(String alias) throws IOException {
        Files.copy(certificates.certificate(alias), served.resolve("tls.crt"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(certificates.key(alias), served.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
    }

    private RunningGateway.Settings settings() throws IOException {
        if (!Files.exists(served.resolve("tls.crt"))) {
            serve("first");
        }
        return RunningGateway.settings(upstream.port())
                .variable("SERVER_TLS_CERT_PATH", served.resolve("tls.crt").toString())
                .variable("SERVER_TLS_KEY_PATH", served.resolve("tls.key").toString());
    }

    @Test
    void thePortForMetricsStaysPlain() throws IOException {
        try (RunningGateway gateway = settings()
                        .set("telemetry.enabled", true)
                        .set("telemetry.metricsPort", 0)
                        .start();
                RawClient client =
                        RawClient.to(Objects.requireNonNull(gateway.gateway().metricsAddress())
                                .getPort())) {
            Answer answer =
                    client.send("GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n").answer();

            assertThat(answer.status()).isEqualTo(200);
        }
    }

    /** A client that trusts the authority; {@code own} is the alias of what it shows, null for nothing. */
    private static SSLContext client(@Nullable String own) {
        return certificates.client("authority", own);
    }

    private static SSLSocket connect(RunningGateway gateway, SSLContext context) throws IOException {
        return connect(gateway.port(), context);
    }

    private static SSLSocket connect(int port, SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** All that the gateway says until it closes; a close without notice would be an exception. */
    private static String ask(SSLSocket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String subject(SSLSocket socket) throws IOException {
        socket.startHandshake();
        X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return shown.getSubjectX500Principal().getName();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void answersComeWholeAndTheEndIsTold(String version) throws IOException {
        try (RunningGateway gateway = settings().start();
                SSLSocket socket = connect(gateway, client(null))) {
            socket.setEnabledProtocols(new String[] {version});

            String answer = ask(socket, Chat.post(Chat.plainBody(), "connection: close\r\n"));

            assertThat(answer).startsWith("HTTP/1.1 200 OK").contains("\"id\":\"c1\"");
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }

    @Test
    void aLargeRequestAndManyOnOneConnection() throws IOException {
        String large = Chat.post(Chat.plainBody().replace("Hi", "x".repeat(1_000_000)));
        try (RunningGateway gateway = settings().start();
                SSLSocket socket = connect(gateway, client(null))) {
            for (int i = 0; i < 5; i++) {
                socket.getOutputStream().write(large.getBytes(StandardCharsets.US_ASCII));
                assertThat(upstream.nextRequest().text()).contains("x".repeat(1_000_000));
            }
            String last = ask(socket, Chat.post(Chat.plainBody(), "connection: close\r\n"));

            assertThat(last.split("HTTP/1.1 200 OK", -1)).hasSize(7);
        }
    }

    @Test
    void oldVersionsAreNotSpoken() throws IOException {
        try (RunningGateway gateway = settings().start();
                SSLSocket socket = connect(gateway, client(null))) {
            socket.setEnabledProtocols(new String[] {"TLSv1.1"});

            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
        assertThat(upstream.requests()).isZero();
    }

    @Test
    void whatIsNoTlsGetsNoAnswer() throws IOException {
        try (RunningGateway gateway = settings().start();
                RawClient client = gateway.connect()) {
            client.send(Chat.post(Chat.plainBody()));

            assertThat(client.isClosedByPeer()).isTrue();
        }
        assertThat(upstream.requests()).isZero();
    }

    @Test
    void aClientThatDoesNotShakeHandsIsCutOff() throws IOException {
        try (RunningGateway gateway =
                        settings().set("server.tls.handshakeTimeout", "100ms").start();
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            silent.setSoTimeout(20_000);

            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    /** A record of its own that announces a first message of 16 MiB, and the start of one that is longer; then nothing more. */
    @ParameterizedTest
    @ValueSource(strings = {"160301000401ffffff", "160301400001ffffff"})
    void aFirstMessageThatIsAnnouncedLargeCostsNothing(String hex) throws IOException {
        byte[] announcement = HexFormat.of().parseHex(hex);
        List<RawClient> silent = new ArrayList<>();
        try (RunningGateway gateway = settings()
                        .set("server.tls.handshakeTimeout", "5s")
                        .set("server.eventLoops", 1)
                        .start();
                SSLSocket known = connect(gateway, client(null))) {
            known.startHandshake();
            long before = bufferBytes();
            for (int i = 0; i < ANNOUNCERS; i++) {
                silent.add(gateway.connect().send(announcement));
            }

            try (SSLSocket next = connect(gateway, client(null))) {
                assertThat(subject(next)).isEqualTo("CN=first");
            }
            assertThat(bufferBytes() - before).isLessThan(ANNOUNCED_BYTES);
            assertThat(ask(known, Chat.post(Chat.plainBody(), "connection: close\r\n")))
                    .contains("200 OK");
            for (RawClient each : silent) {
                assertThat(each.rest()).as("at most an alert").matches("(?s)(\\x15\\x03.\\x00\\x02\\x02.)?");
                each.close();
            }
        }
    }

    /** What buffers of the gateway take, from the pool and besides. */
    private static long bufferBytes() {
        PooledByteBufAllocatorMetric pool = PooledByteBufAllocator.DEFAULT.metric();
        return pool.usedDirectMemory() + pool.usedHeapMemory();
    }

    /** TLS 1.3 knows no such thing. */
    @Test
    void aHandshakeIsNotBegunAnew() throws IOException {
        try (RunningGateway gateway = settings().start()) {
            askForAnotherHandshake(gateway.port());
        }
    }

    /** What a client gets by the JDK's own TLS is settled once for a process. */
    @Test
    void aHandshakeIsNotBegunAnewWhereThereIsNoBoringSslEither() throws IOException {
        serve("first");
        Map<String, String> environment = Map.of(
                "JAVA_TOOL_OPTIONS",
                "-Dio.netty.handler.ssl.noOpenSsl=true",
                "SERVER_TLS_CERT_PATH",
                served.resolve("tls.crt").toString(),
                "SERVER_TLS_KEY_PATH",
                served.resolve("tls.key").toString(),
                "OPENAI_API_KEY",
                "sk-any",
                "OPENAI_API_URL",
                "http://127.0.0.1:" + upstream.port() + "/v1");
        try (GatewayProcess gateway = GatewayProcess.start(environment)) {
            askForAnotherHandshake(gateway.port());
        }
    }

    private void askForAnotherHandshake(int port) throws IOException {
        try (SSLSocket socket = connect(port, client(null))) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.getOutputStream().write(Chat.post(Chat.plainBody()).getBytes(StandardCharsets.US_ASCII));
            upstream.nextRequest();
            AtomicInteger handshakes = new AtomicInteger();
            socket.addHandshakeCompletedListener(completed -> handshakes.incrementAndGet());

            socket.startHandshake();

            assertThatThrownBy(() -> socket.getInputStream().readAllBytes()).isInstanceOf(SSLException.class);
            assertThat(handshakes).hasValue(0);
        }
        try (SSLSocket next = connect(port, client(null))) {
            assertThat(ask(next, Chat.post(Chat.plainBody(), "connection: close\r\n")))
                    .contains("200 OK");
        }
    }

    @Test
    void aCertificateThatIsReplacedServesTheNextConnection() throws IOException {
        try (RunningGateway gateway = settings().start();
                SSLSocket before = connect(gateway, client(null))) {
            assertThat(subject(before)).isEqualTo("CN=first");

            serve("second");
            gateway.gateway().reload(settings().config());

            try (SSLSocket after = connect(gateway, client(null))) {
                assertThat(subject(after)).isEqualTo("CN=second");
            }
            assertThat(ask(before, Chat.post(Chat.plainBody(), "connection: close\r\n")))
                    .contains("200 OK");
        }
    }

    @Test
    void filesThatDoNotFitAreRefusedAndTheOldOnesServe() throws IOException {
        try (RunningGateway gateway = settings().start()) {
            Files.copy(certificates.key("second"), served.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
            GatewayConfig mixed = settings().config();

            assertThatThrownBy(() -> gateway.gateway().reload(mixed))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("server.tls.key: %s (expected: the key of the certificate in %s)"
                            .formatted(served.resolve("tls.key"), served.resolve("tls.crt")));

            try (SSLSocket socket = connect(gateway, client(null))) {
                assertThat(subject(socket)).isEqualTo("CN=first");
            }
        }
    }

    /** A file of the server's, what is put there, and what is said of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tls.crt | nothing    | server.tls.certificate: %s (expected: a file of PEM with certificates)",
                "tls.key | nothing    | server.tls.key: %s (expected: a file of PEM with a private key, PKCS#8 without a password)",
                "tls.key | a password | server.tls.key: %s (expected: a file of PEM with a private key, PKCS#8 without a password)",
                "ca.crt  | nothing    | server.tls.clientAuthority: %s (expected: a file of PEM with certificates)",
            })
    void aFileThatCannotBeUsedIsNamed(String name, String held, String told) throws IOException {
        Path file = served.resolve(name);
        RunningGateway.Settings unusable = settings();
        if (name.equals("ca.crt")) {
            unusable.variable("SERVER_TLS_CLIENT_CA_PATH", file.toString());
        }
        Files.writeString(file, held.equals("nothing") ? "" : "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n");

        assertThatThrownBy(unusable::start).isInstanceOf(ConfigException.class).hasMessage(told.formatted(file));
    }

    @Test
    void oneFileWithoutTheOtherIsAFinding() {
        assertThatThrownBy(() -> RunningGateway.settings(1)
                        .variable("SERVER_TLS_CERT_PATH", "tls.crt")
                        .config())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("server.tls");
    }

    @Test
    void whereClientsMustShowACertificateNobodyElseGetsIn() throws IOException {
        try (RunningGateway gateway = settings()
                .variable(
                        "SERVER_TLS_CLIENT_CA_PATH",
                        certificates.certificate("authority").toString())
                .start()) {
            try (SSLSocket known = connect(gateway, client("client"))) {
                assertThat(ask(known, Chat.post(Chat.plainBody(), "connection: close\r\n")))
                        .contains("200 OK");
            }
            for (String nobody : new String[] {null, "stranger"}) {
                try (SSLSocket socket = connect(gateway, client(nobody))) {
                    assertThatThrownBy(() -> ask(socket, Chat.post(Chat.plainBody(), "connection: close\r\n")))
                            .isInstanceOf(IOException.class);
                }
            }
        }
        assertThat(upstream.requests()).isEqualTo(1);
    }
}
