package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.penstock.config.ConfigException;
import io.penstock.config.GatewayConfig;
import io.penstock.server.testing.Certificates;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Another configuration: taken whole, or not at all. */
final class ReloaderTest {
    private static final String NOWHERE = "GET /nowhere HTTP/1.1\r\nhost: a\r\n\r\n";

    @TempDir
    private Path folder;

    private final ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", Chat.whole("c1"), ""));
    private final GatewayConfig started = settings().config();
    private final RunningGateway gateway = settings().start();
    private final Logged logged = new Logged();
    private volatile Supplier<GatewayConfig> next = () -> started;

    private RunningGateway.Settings settings() {
        return RunningGateway.settings(upstream.port());
    }

    private Reloader reloader(Path file) {
        return new Reloader(gateway.gateway(), started, () -> next.get(), file);
    }

    @BeforeEach
    void listen() {
        logged.start();
        logger().addAppender(logged);
    }

    @AfterEach
    void close() {
        logger().detachAppender(logged);
        gateway.close();
        upstream.close();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Reloader.class);
    }

    @Test
    void aFileThatChangesIsTakenAndABadOneIsNot() throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), "one");
        try (Reloader reloader = reloader(file);
                RawClient client = gateway.connect()) {
            reloader.start();
            assertThat(client.send(NOWHERE).answer().text()).startsWith("{\"error\":{");

            next = () -> settings().set("features.errorFormat", "simple").config();
            Files.writeString(file, "another");
            assertThat(logged.next()).isEqualTo("configuration reloaded");
            assertThat(client.send(NOWHERE).answer().text()).startsWith("{\"error\":\"");

            next = () -> settings()
                    .set("features.errorFormat", "loud")
                    .set("servr", 1)
                    .config();
            Path written = Files.writeString(folder.resolve("gateway.yaml.new"), "a bad one");
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
            assertThat(logged.next())
                    .startsWith("configuration refused, the old one keeps serving")
                    .contains("features.errorFormat: loud", "servr: unknown key");
            assertThat(client.send(NOWHERE).answer().text()).startsWith("{\"error\":\"");
        }
    }

    @Test
    void aDefectLeavesTheFileWatched() throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), "one");
        try (Reloader reloader = reloader(file)) {
            reloader.start();
            next = () -> {
                throw new IllegalStateException("a defect");
            };
            Files.writeString(file, "another");
            assertThat(logged.next()).startsWith("configuration not reloaded, the old one keeps serving");

            next = () -> settings().config();
            Files.writeString(file, "yet another");

            assertThat(logged.next()).isEqualTo("configuration reloaded");
        }
    }

    @Test
    void aSignalReadsItAgainAndNamesWhatWaitsForTheNextStart() {
        next = () -> settings()
                .set("upstream.pool.queueMax", 7)
                .variable("CLIENT_TIMEOUT", "1s")
                .config();
        try (Reloader reloader = new Reloader(gateway.gateway(), started, () -> next.get(), null)) {
            reloader.start();

            reloader.onSignal();

            assertThat(logged.next()).isEqualTo("configuration reloaded");
            assertThat(logged.next()).startsWith("upstream.timeouts.total (CLIENT_TIMEOUT): 1s");
            assertThat(logged.next()).contains("until the next start", "[upstream.pool.queueMax]");
        }
    }

    @Test
    void anExchangeInFlightKeepsWhatItBeganWith() {
        CountDownLatch reloaded = new CountDownLatch(1);
        try (ScriptedUpstream slow = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.begunStream());
                    provider.await(reloaded);
                    provider.send(
                            Chat.chunk(Chat.delta("lo") + Chat.FINISH + Chat.USAGE + Chat.DONE) + Chat.lastChunk());
                });
                RunningGateway streaming = RunningGateway.before(slow);
                RawClient old = streaming.connect();
                RawClient young = streaming.connect()) {
            old.send(Chat.post(Chat.streamBody()));
            String begun = old.readUntil("Hel");

            streaming
                    .gateway()
                    .reload(settings().variable("DISALLOWED_MODELS", "secret").config());
            int status = young.send(Chat.post(Chat.plainBody().replace("openai/m", "secret")))
                    .answer()
                    .status();
            reloaded.countDown();

            assertThat(begun + old.readUntil("[DONE]")).contains("lo").doesNotContain("prompt_tokens");
            assertThat(status).isEqualTo(403);
            assertThat(young.send(Chat.post(Chat.plainBody())).answer().text()).isEqualTo(Chat.whole("c1"));
        }
    }

    @Test
    void aFileThatIsGoneForAMomentIsNoChange() throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), "one");
        next = () -> {
            throw new ConfigException(List.of("asked"));
        };
        try (Reloader reloader = reloader(file)) {
            reloader.start();
            Files.delete(file);

            Files.writeString(file, "again");

            assertThat(logged.next()).contains("asked");
        }
    }

    /** By another link, as config maps do it, and by writing over, where one file is new before the other. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCertificateThatIsReplacedOnDiskServesTheNextConnectionUnasked(boolean isLinked) throws Exception {
        Certificates certificates = new Certificates(folder)
                .authority("authority")
                .issue("first", "localhost", "-0d", "authority")
                .issue("second", "localhost", "-0d", "authority");
        Path first = write(certificates, "first", folder.resolve("1"));
        Path link = Files.createSymbolicLink(folder.resolve("served"), first);
        RunningGateway.Settings settings = settings()
                .variable("SERVER_TLS_CERT_PATH", link.resolve("tls.crt").toString())
                .variable("SERVER_TLS_KEY_PATH", link.resolve("tls.key").toString());
        GatewayConfig config = settings.config();
        try (RunningGateway served = settings.start();
                Reloader reloader = new Reloader(served.gateway(), config, settings::config, null)) {
            reloader.start();
            assertThat(shown(served, certificates)).isEqualTo("CN=first");

            if (isLinked) {
                Path second = write(certificates, "second", folder.resolve("2"));
                Path other = Files.createSymbolicLink(folder.resolve("served.new"), second);
                Files.move(other, link, StandardCopyOption.ATOMIC_MOVE);
            } else {
                write(certificates, "second", first);
            }
            String line = logged.next();
            while (!isLinked && line.startsWith("configuration refused")) {
                line = logged.next();
            }

            assertThat(line).isEqualTo("configuration reloaded");
            assertThat(shown(served, certificates)).isEqualTo("CN=second");
        }
    }

    private static Path write(Certificates certificates, String alias, Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.copy(certificates.certificate(alias), directory.resolve("tls.crt"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(certificates.key(alias), directory.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
        return directory;
    }

    /** Whose certificate a new connection is shown. */
    private static String shown(RunningGateway gateway, Certificates certificates) throws IOException {
        try (SSLSocket socket = (SSLSocket) certificates
                .client("authority", null)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(20_000);
            socket.startHandshake();
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        }
    }

    /** What is logged, with its pairs. */
    private static final class Logged extends AppenderBase<ILoggingEvent> {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage() + (event.getKeyValuePairs() == null ? "" : event.getKeyValuePairs()));
        }

        String next() {
            try {
                String line = lines.poll(30, TimeUnit.SECONDS);
                if (line == null) {
                    throw new AssertionError("nothing was logged");
                }
                return line;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
