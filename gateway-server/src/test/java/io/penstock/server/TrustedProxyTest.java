package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufUtil;
import io.penstock.config.ConfigException;
import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind proxies, over sockets: whose address counts, and who may connect. */
final class TrustedProxyTest {
    private static final String OK = Chat.json("200 OK", Chat.whole("c1"), "");
    private static final String HERE = "127.0.0.1";
    private static final String ELSEWHERE = "192.0.2.0/24";

    private final ScriptedUpstream upstream = ScriptedUpstream.answering(OK);

    @AfterEach
    void close() {
        upstream.close();
    }

    private RunningGateway.Settings behind(String proxies) {
        return RunningGateway.settings(upstream.port()).set("server.trustedProxies", List.of(proxies));
    }

    private RunningGateway.Settings withHeader(String proxies) {
        return behind(proxies).set("server.proxyProtocol", "required");
    }

    private static String line(String client) {
        return "PROXY TCP4 " + client + " 198.51.100.1 56324 443\r\n";
    }

    /** A line as it is, a block of hexadecimal digits. */
    private static String header(String written) {
        return written.startsWith("PROXY")
                ? written
                : new String(ByteBufUtil.decodeHexDump(written), StandardCharsets.ISO_8859_1);
    }

    private static String ask(String client) {
        return Chat.post(Chat.plainBody(), "x-forwarded-for: " + client + "\r\n");
    }

    private static Answer answer(RunningGateway gateway, String bytes) {
        try (RawClient client = gateway.connect()) {
            return client.send(bytes).answer();
        }
    }

    @Test
    void theFieldOfATrustedProxyCountsInLimitsAndLog() {
        try (RunningGateway gateway =
                behind(HERE).set("limits.address.requestsPerMinute", 1).start()) {
            assertThat(answer(gateway, ask("192.0.2.1")).status()).isEqualTo(200);
            assertThat(answer(gateway, ask("192.0.2.1")).status()).isEqualTo(429);
            assertThat(answer(gateway, ask("6.6.6.6, 192.0.2.1")).status()).isEqualTo(429);
            assertThat(answer(gateway, ask("192.0.2.2")).status()).isEqualTo(200);

            assertThat(gateway.nextLine().path("client").textValue()).isEqualTo("192.0.2.1");
        }
    }

    @Test
    void theFieldOfAnybodyElseDoesNot() {
        try (RunningGateway gateway =
                behind(ELSEWHERE).set("limits.address.requestsPerMinute", 1).start()) {
            assertThat(answer(gateway, ask("198.51.100.1")).status()).isEqualTo(200);
            assertThat(answer(gateway, ask("198.51.100.2")).status()).isEqualTo(429);

            assertThat(gateway.nextLine().path("client").textValue()).isEqualTo(HERE);
        }
    }

    /** Requests of many clients may share a proxy's connection. */
    @Test
    void eachRequestOfAConnectionHasItsOwnClient() {
        try (RunningGateway gateway = behind(HERE).start();
                RawClient proxy = gateway.connect()) {
            for (String client : List.of("192.0.2.1", "192.0.2.2", "192.0.2.1")) {
                assertThat(proxy.send(ask(client)).answer().status()).isEqualTo(200);
                assertThat(gateway.nextLine().path("client").textValue()).isEqualTo(client);
            }
        }
    }

    @Test
    void badCredentialsCountAgainstTheClientAndNotAgainstItsProxy() {
        // A token that is remembered as refused does not count again.
        int made = 0;
        try (RunningGateway gateway = behind(HERE)
                .set("auth.enabled", true)
                .set("auth.keys.enabled", false)
                .set("auth.tokens.failuresPerMinute", 1)
                .set(
                        "auth.issuers",
                        List.of(Map.of(
                                "issuer",
                                "https://id.example",
                                "audiences",
                                List.of("a"),
                                "jwksFile",
                                "/nowhere.json")))
                .start()) {
            for (String client : List.of("192.0.2.1", "192.0.2.2")) {
                assertThat(status(gateway, client, "eyJhbGciOiJSUzI1NiJ9.e30.AAA" + made++))
                        .isEqualTo(401);
                assertThat(status(gateway, client, "eyJhbGciOiJSUzI1NiJ9.e30.AAA" + made++))
                        .isEqualTo(429);
            }
        }
    }

    private static int status(RunningGateway gateway, String client, String token) {
        return answer(
                        gateway,
                        Chat.post(
                                Chat.plainBody(),
                                "x-forwarded-for: " + client + "\r\nauthorization: Bearer " + token + "\r\n"))
                .status();
    }

    @Test
    void whatAProxySaysNeverGoesUp() {
        try (RunningGateway gateway = withHeader(HERE).start()) {
            String fields = "x-forwarded-for: 203.0.113.9\r\nforwarded: for=203.0.113.9\r\nx-real-ip: 203.0.113.9\r\n";
            assertThat(answer(gateway, line("203.0.113.9") + Chat.post(Chat.plainBody(), fields))
                            .status())
                    .isEqualTo(200);

            Request request = upstream.nextRequest();
            assertThat(request.head() + request.text()).doesNotContain("203.0.113.9", "PROXY");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n",
                "0d0a0d0a000d0a515549540a2111000cc0000201c6336401dbf401bb"
            })
    void theHeaderOfATrustedProxyCounts(String written) {
        String header = header(written);
        try (RunningGateway gateway = withHeader(HERE).start()) {
            assertThat(answer(gateway, header + ask("6.6.6.6")).status()).isEqualTo(200);
            assertThat(gateway.nextLine().path("client").textValue()).isEqualTo("192.0.2.1");

            try (RawClient client = gateway.connect()) {
                for (int i = 0; i < header.length(); i++) {
                    client.send(header.substring(i, i + 1));
                }
                assertThat(client.send(ask("6.6.6.6")).answer().status()).isEqualTo(200);
                assertThat(client.send(ask("6.6.6.6")).answer().status()).isEqualTo(200);
            }
            assertThat(gateway.nextLine().path("client").textValue()).isEqualTo("192.0.2.1");
            assertThat(gateway.nextLine().path("client").textValue()).isEqualTo("192.0.2.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN\r\n", "0d0a0d0a000d0a515549540a20000000"})
    void aProxyThatSpeaksForNobodyIsItself(String written) {
        String bytes = header(written);
        try (RunningGateway gateway = withHeader(HERE)
                        .set("server.limits.connectionsPerAddressMax", 1)
                        .start();
                RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            for (RawClient each : List.of(first, second)) {
                assertThat(each.send(bytes + ask("192.0.2.1")).answer().status())
                        .isEqualTo(200);
                assertThat(gateway.nextLine().path("client").textValue()).isEqualTo(HERE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health HTTP/1.1\r\nhost: a\r\n\r\n",
                "POST / HTTP/1.1\r\n",
                "PROXY TCP4 192.0.2.1\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\nGET / HTTP/1.1\r\n",
                "\r\nGET /health HTTP/1.1\r\nhost: a\r\n\r\n",
                "\u0016\u0003\u0001\u0001\0\u0001"
            })
    void aConnectionThatBeginsOtherwiseIsClosedWithoutAWord(String start) {
        try (RunningGateway gateway = withHeader(HERE).start();
                RawClient client = gateway.connect()) {
            client.send(start);

            assertThat(client.isClosedByPeer()).isTrue();
            assertThat(gateway.gateway().connections().refused()).isEqualTo(1);
        }
    }

    @Test
    void aHeaderIsNotWaitedForLongerThanAHead() {
        try (RunningGateway gateway =
                        withHeader(HERE).set("server.slow.head", "100ms").start();
                RawClient client = gateway.connect()) {
            client.send("PROXY TCP4 192.0.2.1 ");

            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void whereAHeaderIsRequiredNobodyElseMayConnect() {
        try (RunningGateway gateway = withHeader(ELSEWHERE).start();
                RawClient client = gateway.connect()) {
            assertThat(client.isClosedByPeer()).isTrue();
            assertThat(gateway.gateway().connections().refused()).isEqualTo(1);
            assertThat(gateway.gateway().connections().open()).isZero();
        }
        assertThat(upstream.requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {HERE, ELSEWHERE})
    void whereNoneIsRequiredAHeaderIsNoHttp(String proxies) {
        try (RunningGateway gateway = behind(proxies).start()) {
            assertThat(answer(gateway, line("192.0.2.1") + ask("192.0.2.1")).status())
                    .isEqualTo(400);
        }
        assertThat(upstream.requests()).isZero();
    }

    @Test
    void connectionsCountForTheClientAndNotForItsProxy() {
        try (RunningGateway gateway = withHeader(HERE)
                        .set("server.limits.connectionsPerAddressMax", 1)
                        .start();
                RawClient first = gateway.connect();
                RawClient second = gateway.connect();
                RawClient third = gateway.connect()) {
            assertThat(first.send(line("192.0.2.1") + ask("-")).answer().status())
                    .isEqualTo(200);
            assertThat(second.send(line("192.0.2.2") + ask("-")).answer().status())
                    .isEqualTo(200);

            third.send(line("192.0.2.1") + ask("-"));

            assertThat(third.isClosedByPeer()).isTrue();
            assertThat(gateway.gateway().connections().refused()).isEqualTo(1);
            assertThat(first.send(ask("-")).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void connectionsOfAProxyThatSaysItInRequestsAreNotCountedByAddress() {
        try (RunningGateway gateway = behind(HERE)
                        .set("server.limits.connectionsPerAddressMax", 1)
                        .start();
                RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            assertThat(first.send(ask("192.0.2.1")).answer().status()).isEqualTo(200);
            assertThat(second.send(ask("192.0.2.1")).answer().status()).isEqualTo(200);
        }
    }

    /** Its own address says nothing where others come by it: also without a trace in the head. */
    @ParameterizedTest
    @ValueSource(strings = {HERE, ELSEWHERE})
    void whereThereIsAProxyNobodyManagesTheGatewayForBeingHere(String proxies) {
        String ask = "GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n";
        try (RunningGateway alone = RunningGateway.settings(upstream.port()).start();
                RunningGateway gateway = behind(proxies).start()) {
            assertThat(answer(alone, ask).status()).isNotEqualTo(401);
            assertThat(answer(gateway, ask).status()).isEqualTo(401);

            alone.gateway().reload(behind(proxies).config());
            assertThat(answer(alone, ask).status()).isEqualTo(401);
        }
    }

    @Test
    void aReloadCountsFromTheNextConnectionOn() {
        try (RunningGateway gateway = behind(ELSEWHERE).start();
                RawClient before = gateway.connect()) {
            before.send(ask("192.0.2.1")).answer();
            assertThat(gateway.nextLine().path("client").textValue()).isEqualTo(HERE);

            gateway.gateway().reload(behind(HERE).config());

            before.send(ask("192.0.2.1")).answer();
            assertThat(gateway.nextLine().path("client").textValue()).isEqualTo(HERE);
            answer(gateway, ask("192.0.2.1"));
            assertThat(gateway.nextLine().path("client").textValue()).isEqualTo("192.0.2.1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"proxy.example", "10.1", "010.0.0.1", "10.0.0.1/8", "10.0.0.0/33", "fe80::1%eth0", "0x0a000001"})
    void whatIsNoNetworkIsAFinding(String proxies) {
        assertThatThrownBy(() -> behind(proxies).config())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("server.trustedProxies");
    }

    @Test
    void aRequiredHeaderOfNobodyIsAFinding() {
        assertThatThrownBy(() -> RunningGateway.settings(1)
                        .variable("SERVER_PROXY_PROTOCOL", "required")
                        .config())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("server.proxyProtocol");
    }

    @Test
    void trustingEverybodyIsWarnedOf() {
        assertThat(behind("0.0.0.0/0").config().warnings())
                .anyMatch(warning -> warning.contains("server.trustedProxies"));
        assertThat(behind("10.0.0.0/8").config().warnings())
                .noneMatch(warning -> warning.contains("server.trustedProxies"));
    }
}
