package io.penstock.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.server.testing.Certificates;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway behind proxies that nobody here wrote: it knows who the client is, whatever that one says of itself. */
final class BehindProxiesTest {
    /** Where the client is; the proxies are at 127.0.0.1. */
    private static final String CLIENT = "127.0.0.2";

    private static final String ASK =
            Chat.post(Chat.plainBody(), "connection: close\r\nx-forwarded-for: 6.6.6.6\r\nforwarded: for=6.6.6.6\r\n");
    private static final String HAPROXY = """
            defaults
              timeout connect 5s
              timeout client 20s
              timeout server 20s
              timeout check 20s
            frontend clients
              mode %s
              bind 127.0.0.1:%d
              unique-id-format %%ci
              default_backend gateway
            backend gateway
              mode %1$s
              %s
              server one 127.0.0.1:%d %s
            """;

    private final ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", Chat.whole("c1"), ""));

    @AfterEach
    void close() {
        upstream.close();
    }

    private static Path binary(String name) {
        Optional<Path> binary = ProxyProcess.installed(name);
        assumeTrue(binary.isPresent(), name + " is not installed here");
        return binary.orElseThrow();
    }

    private static ProxyProcess haproxy(String mode, String line, int gatewayPort, String server) {
        Path binary = binary("haproxy");
        return ProxyProcess.start(
                port -> HAPROXY.formatted(mode, port, line, gatewayPort, server),
                conf -> List.of(binary.toString(), "-db", "-f", conf.toString()));
    }

    private RunningGateway.Settings trusting() {
        return RunningGateway.settings(upstream.port()).set("server.trustedProxies", List.of("127.0.0.1"));
    }

    private RunningGateway.Settings withHeader() {
        return trusting().set("server.proxyProtocol", "required");
    }

    private static Socket from(String client, int port) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(client, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** All that comes until the connection is closed. */
    private static String ask(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private void assertAnsweredTo(String client, RunningGateway gateway, int port) throws IOException {
        try (Socket socket = from(client, port)) {
            assertThat(ask(socket, ASK)).startsWith("HTTP/1.1 200 OK").contains("\"id\":\"c1\"");
        }
        JsonNode line = gateway.nextLine();
        while (line.path("path").textValue() == null
                || line.path("path").textValue().equals("/health")) {
            line = gateway.nextLine();
        }
        assertThat(line.path("client").textValue()).isEqualTo(client);
        Request up = upstream.nextRequest();
        assertThat(up.head()).doesNotContain("6.6.6.6", client).doesNotContainIgnoringCase("forwarded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send-proxy",
                "send-proxy-v2",
                "send-proxy-v2 proxy-v2-options crc32c,unique-id",
                "send-proxy-v2-ssl-cn"
            })
    void haproxySaysItBeforeTheFirstByte(String server) throws IOException {
        try (RunningGateway gateway = withHeader().start();
                ProxyProcess proxy = haproxy("tcp", "", gateway.port(), server)) {
            assertAnsweredTo(CLIENT, gateway, proxy.port());
            assertAnsweredTo("127.0.0.3", gateway, proxy.port());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"send-proxy", "send-proxy-v2"})
    void itsOwnChecksAreItsOwn(String server) throws IOException {
        String check = server + " check inter 200ms rise 1";
        try (RunningGateway gateway = withHeader().start();
                ProxyProcess proxy = haproxy("tcp", "option httpchk GET /health", gateway.port(), check)) {
            for (int i = 0; i < 3; i++) {
                JsonNode line = gateway.nextLine();
                assertThat(line.path("status").intValue()).isEqualTo(200);
                assertThat(line.path("client").textValue()).isEqualTo("127.0.0.1");
            }
            assertAnsweredTo(CLIENT, gateway, proxy.port());
        }
    }

    @Test
    void haproxySaysItInARequest() throws IOException {
        try (RunningGateway gateway = trusting().start();
                ProxyProcess proxy = haproxy("http", "option forwardfor", gateway.port(), "")) {
            assertAnsweredTo(CLIENT, gateway, proxy.port());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"$proxy_add_x_forwarded_for", "$remote_addr"})
    void nginxSaysItInARequest(String value) throws IOException {
        Path binary = binary("nginx");
        try (RunningGateway gateway = trusting().start();
                ProxyProcess proxy =
                        Nginx.start(binary, gateway.port(), "proxy_set_header X-Forwarded-For " + value + ";")) {
            assertAnsweredTo(CLIENT, gateway, proxy.port());
        }
    }

    @Test
    void nginxBehindHaproxy() throws IOException {
        Path binary = binary("nginx");
        String line = "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;";
        try (RunningGateway gateway = withHeader().start();
                ProxyProcess near = haproxy("tcp", "", gateway.port(), "send-proxy-v2");
                ProxyProcess far = Nginx.start(binary, near.port(), line)) {
            assertAnsweredTo(CLIENT, gateway, far.port());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"send-proxy", "send-proxy-v2"})
    void tlsBeginsBehindTheHeader(String server, @TempDir Path directory) throws IOException {
        Certificates certificates =
                new Certificates(directory).authority("authority").issue("here", "localhost", "-0d", "authority");
        try (RunningGateway gateway = withHeader()
                        .variable(
                                "SERVER_TLS_CERT_PATH",
                                certificates.certificate("here").toString())
                        .variable(
                                "SERVER_TLS_KEY_PATH", certificates.key("here").toString())
                        .start();
                ProxyProcess proxy = haproxy("tcp", "", gateway.port(), server);
                Socket plain = from(CLIENT, proxy.port());
                Socket socket = certificates
                        .client("authority", null)
                        .getSocketFactory()
                        .createSocket(plain, "localhost", proxy.port(), true)) {
            assertThat(ask(socket, ASK)).startsWith("HTTP/1.1 200 OK").contains("\"id\":\"c1\"");

            assertThat(gateway.nextLine().path("client").textValue()).isEqualTo(CLIENT);
        }
    }
}
