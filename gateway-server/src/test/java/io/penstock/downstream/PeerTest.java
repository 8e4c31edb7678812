package io.penstock.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.local.LocalAddress;
import io.penstock.codec.address.Networks;
import io.penstock.codec.http.Field;
import io.penstock.codec.http.Head;
import io.penstock.downstream.DownstreamSettings.Proxies;
import io.penstock.server.testing.Heads;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who the client is: what a trusted proxy says, and nobody else. */
final class PeerTest {
    private static final Networks TRUSTED = Networks.parse(List.of("10.0.0.0/8", "fd00::/8"));
    private static final Proxies LISTED = new Proxies(TRUSTED, false, Field.X_FORWARDED_FOR);
    private static final Proxies FORWARDED = new Proxies(TRUSTED, false, Field.FORWARDED);
    private static final Proxies REQUIRED = new Proxies(TRUSTED, true, Field.X_FORWARDED_FOR);

    private static Peer at(String address, Proxies proxies) throws UnknownHostException {
        return Peer.at(new InetSocketAddress(InetAddress.getByName(address), 1), proxies);
    }

    private static Head head(String... fields) {
        return Heads.request("GET / HTTP/1.1\r\nhost: a\r\n" + String.join("", List.of(fields)) + "\r\n");
    }

    private static String listed(String value) {
        return value.isEmpty() ? "" : "X-Forwarded-For: " + value + "\r\n";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            192.0.2.1                              | 192.0.2.1
            6.6.6.6, 192.0.2.1                     | 192.0.2.1
            192.0.2.1, 10.0.0.2                    | 192.0.2.1
            6.6.6.6,192.0.2.1 , 10.0.0.3,10.0.0.2  | 192.0.2.1
            192.0.2.1:4711, 10.0.0.2:80            | 192.0.2.1
            [2001:db8::1]:4711                     | 2001:db8:0:0:0:0:0:1
            2001:db8::1, fd00::1                   | 2001:db8:0:0:0:0:0:1
            ::ffff:192.0.2.1                       | 192.0.2.1
            192.0.2.1, ::ffff:10.0.0.2             | 192.0.2.1
            10.0.0.3, 10.0.0.2                     | 10.0.0.3
            192.0.2.1, unknown                     | 10.0.0.1
            192.0.2.1, unknown, 10.0.0.2           | 10.0.0.2
            192.0.2.1, 10.0.0.02                   | 10.0.0.1
            192.0.2.1,                             | 10.0.0.1
            192.0.2.1,,10.0.0.2                    | 10.0.0.2
            192.0.2.1, 10.0.0.2"                   | 10.0.0.1
            '"6.6.6.6, 192.0.2.1'                  | 192.0.2.1
            127.0.0.1                              | 127.0.0.1
            """)
    void theClientIsTheRightmostAddressThatIsNoTrustedProxys(String value, String client) throws UnknownHostException {
        assertThat(at("10.0.0.1", LISTED).client(head(listed(value)))).isEqualTo(client);
        assertThat(at("::ffff:10.0.0.1", LISTED).client(head(listed(value)))).isEqualTo(client);
        assertThat(at("192.0.2.77", LISTED).client(head(listed(value)))).isEqualTo("192.0.2.77");
    }

    @Test
    void severalFieldsAreOneList() throws UnknownHostException {
        Head head = head(listed("6.6.6.6"), "x-other: 1\r\n", listed("192.0.2.1, 10.0.0.3"), listed("10.0.0.2"));

        assertThat(at("10.0.0.1", LISTED).client(head)).isEqualTo("192.0.2.1");
    }

    @Test
    void withoutTheFieldTheProxyItselfIsTheClient() throws UnknownHostException {
        assertThat(at("10.0.0.1", LISTED).client(head())).isEqualTo("10.0.0.1");
        assertThat(at("10.0.0.1", LISTED).client(head("x-forwarded-for:\r\n"))).isEqualTo("10.0.0.1");
    }

    @Test
    void onlyTheFieldThatIsConfiguredCounts() throws UnknownHostException {
        Head head = head("X-Forwarded-For: 192.0.2.1\r\n", "Forwarded: for=192.0.2.2\r\n", "X-Real-IP: 192.0.2.3\r\n");

        assertThat(at("10.0.0.1", LISTED).client(head)).isEqualTo("192.0.2.1");
        assertThat(at("10.0.0.1", FORWARDED).client(head)).isEqualTo("192.0.2.2");
        assertThat(at("10.0.0.1", Proxies.NONE).client(head)).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            for=6.6.6.6, for=192.0.2.1;proto=https              | 192.0.2.1
            for="[2001:db8::1]:80";by=10.0.0.2, for=10.0.0.2    | 2001:db8:0:0:0:0:0:1
            for="6.6.6.6, for=192.0.2.1                         | 192.0.2.1
            for=192.0.2.1, for=_hidden                          | 10.0.0.1
            for=192.0.2.1, proto=http                           | 10.0.0.1
            192.0.2.1                                           | 10.0.0.1
            """)
    void forwardedIsReadFromTheRightToo(String value, String client) throws UnknownHostException {
        assertThat(at("10.0.0.1", FORWARDED).client(head("Forwarded: " + value + "\r\n")))
                .isEqualTo(client);
    }

    @Test
    void aWayIsNotFollowedForever() throws UnknownHostException {
        String many = "192.0.2.1" + ", 10.0.0.2".repeat(1000);
        String few = "192.0.2.1" + ", 10.0.0.2".repeat(15);

        assertThat(at("10.0.0.1", LISTED).client(head(listed(many)))).isEqualTo("10.0.0.2");
        assertThat(at("10.0.0.1", LISTED).client(head(listed(few)))).isEqualTo("192.0.2.1");
    }

    @Test
    void theHeaderOfAConnectionSaysWhoItIs() throws UnknownHostException {
        Peer peer = at("10.0.0.1", REQUIRED);
        assertThat(peer.counted()).isNull();

        peer.onHeader(new byte[] {(byte) 192, 0, 2, 1});

        assertThat(peer.address()).isEqualTo("192.0.2.1");
        assertThat(peer.counted()).isEqualTo(InetAddress.getByName("192.0.2.1"));
        assertThat(peer.client(head(listed("6.6.6.6")))).isEqualTo("192.0.2.1");
    }

    @Test
    void aTrustedProxyBehindTheConnectionsProxySaysItInARequest() throws UnknownHostException {
        Peer peer = at("10.0.0.1", REQUIRED);

        peer.onHeader(new byte[] {10, 0, 0, 9});

        assertThat(peer.counted()).isNull();
        assertThat(peer.client(head(listed("6.6.6.6, 192.0.2.1")))).isEqualTo("192.0.2.1");
        assertThat(peer.client(head())).isEqualTo("10.0.0.9");
    }

    /** Whoever it is, it may have written the field itself. */
    @Test
    void whereTheHeaderDoesNotSayItNoFieldDoes() throws UnknownHostException {
        Peer peer = at("10.0.0.1", REQUIRED);

        peer.onHeader(null);

        assertThat(peer.client(head(listed("192.0.2.1")))).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "127.0.0.1", "::1"})
    void nobodyElseIsWelcomeWhereAHeaderIsRequired(String address) throws UnknownHostException {
        assertThat(at(address, REQUIRED).isWelcome()).isFalse();
        assertThat(at(address, LISTED).isWelcome()).isTrue();
        assertThat(at("10.0.0.1", REQUIRED).isWelcome()).isTrue();
    }

    @Test
    void whoComesFromNoAddressOfTheInternetIsNoProxy() {
        Peer peer = Peer.at(new LocalAddress("here"), LISTED);

        assertThat(peer.counted()).isNull();
        assertThat(peer.address()).isNull();
        assertThat(peer.client(head(listed("192.0.2.1")))).isNull();
    }
}
