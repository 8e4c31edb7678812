package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.codec.http.Head;
import io.penstock.server.testing.Heads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who counts as being on this machine: the whole rule as a table. */
final class LocalPeerTest {
    private static Head head(String line, String host, String fields) {
        return Heads.request(line + "\r\nhost: " + host + "\r\n" + fields + "\r\n");
    }

    private static Head head(String host, String fields) {
        return head("GET /metrics HTTP/1.1", host, fields);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.8.9.10, true",
        "0:0:0:0:0:0:0:1, true",
        "0:0:0:0:0:0:0:1%lo, true",
        "192.168.0.1, false",
        "10.0.0.1, false",
        "0.0.0.0, false",
        "1127.0.0.1, false",
        "0:0:0:0:0:0:0:11, false",
        "1:0:0:0:0:0:0:1, false",
        "fe80:0:0:0:0:0:0:1, false",
        "'', false",
        "localhost, false",
    })
    void theAddressIsThisMachines(String address, boolean isLocal) {
        assertThat(LocalPeer.is(address, head("localhost", ""))).isEqualTo(isLocal);
    }

    @Test
    void whatHasNoAddressIsNotHere() {
        assertThat(LocalPeer.is(null, head("localhost", ""))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "localhost:8080, true",
        "LocalHost:8080, true",
        "127.0.0.1, true",
        "127.0.0.1:8080, true",
        "127.1.2.3:1, true",
        "[::1], true",
        "[::1]:8080, true",
        "localhost.evil.example, false",
        "evil.example, false",
        "127.0.0.1.evil.example, false",
        "127.0.0.1.nip.io:8080, false",
        "127.evil, false",
        "notlocalhost, false",
        "192.168.0.1, false",
        "0.0.0.0:8080, false",
        "[::2], false",
        "gateway, false",
    })
    void hostNamesThisMachine(String host, boolean isLocal) {
        assertThat(LocalPeer.is("127.0.0.1", head(host, ""))).isEqualTo(isLocal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded: for=192.0.2.1",
                "X-Forwarded-For: 192.0.2.1",
                "x-forwarded-for: 127.0.0.1",
                "X-FORWARDED-PROTO: https",
                "X-Forwarded-Host: localhost",
                "X-Forwarded-Anything: a",
                "X-Real-IP: 192.0.2.1",
                "Via: 1.1 proxy",
                "via: 1.1 a",
                "Origin: https://evil.example",
                "Origin: null",
                "origin: http://localhost:8080",
            })
    void aTraceOfAProxyOrAPageEndsIt(String field) {
        assertThat(LocalPeer.is("127.0.0.1", head("localhost", field + "\r\n"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Accept: */*", "User-Agent: curl/8", "X-Forward: a", "Original: a", "Forwarded-By: a"})
    void anyOtherFieldDoesNot(String field) {
        assertThat(LocalPeer.is("127.0.0.1", head("localhost", field + "\r\n"))).isTrue();
    }

    @Test
    void theAbsoluteFormSaysNothingElseThanHost() {
        assertThat(LocalPeer.is("127.0.0.1", head("GET http://localhost/metrics HTTP/1.1", "localhost", "")))
                .isTrue();
        assertThat(LocalPeer.is("127.0.0.1", head("GET http://evil.example/metrics HTTP/1.1", "evil.example", "")))
                .isFalse();
    }

    @Test
    void whatAnUnconfiguredNginxSendsOnIsNotFromHere() {
        assertThat(LocalPeer.is("127.0.0.1", head("GET /metrics HTTP/1.0", "127.0.0.1:8080", "Connection: close\r\n")))
                .isFalse();
    }
}
