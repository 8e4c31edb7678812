package io.penstock.codec.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ForwardedNodeTest {

    private static @Nullable String text(byte @Nullable [] address) throws UnknownHostException {
        return address == null ? null : InetAddress.getByAddress(address).getHostAddress();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            192.0.2.1,                  192.0.2.1
            ' 192.0.2.1\t',             192.0.2.1
            192.0.2.1:47011,            192.0.2.1
            2001:db8::1,                2001:db8:0:0:0:0:0:1
            [2001:db8::1],              2001:db8:0:0:0:0:0:1
            [2001:db8::1]:80,           2001:db8:0:0:0:0:0:1
            ::ffff:192.0.2.1,           192.0.2.1
            [::ffff:192.0.2.1]:1,       192.0.2.1
            192.0.2.1:_port,            192.0.2.1
            """)
    void anEntryIsAnAddressWithOrWithoutAPort(String entry, String address) throws UnknownHostException {
        assertThat(text(ForwardedNode.ofEntry(entry))).isEqualTo(address);
        assertThat(text(ForwardedNode.ofElement("for=\"" + entry.strip() + "\"")))
                .isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unknown",
                "_hidden",
                "localhost",
                "192.0.2",
                "192.0.2.01",
                "192.0.2.256",
                "0x7f.0.0.1",
                "2130706433",
                "192.0.2.1:",
                "192.0.2.1:123456",
                "192.0.2.1:1:1",
                "[192.0.2.1]",
                "[2001:db8::1",
                "2001:db8::1]",
                "[2001:db8::1]80",
                "fe80::1%eth0",
                "[fe80::1%25eth0]",
                "192.0.2.1 192.0.2.2",
                "\"192.0.2.1\"",
                "for=192.0.2.1",
                "\u0661.2.3.4"
            })
    void anythingElseIsNone(String entry) {
        assertThat(ForwardedNode.ofEntry(entry)).isNull();
        assertThat(ForwardedNode.ofElement("for=\"" + entry.replace("\"", "") + "x\""))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            for=192.0.2.60                                      | 192.0.2.60
            For=192.0.2.60;proto=http;by=203.0.113.43           | 192.0.2.60
            proto=https;for="[2001:db8:cafe::17]:4711"          | 2001:db8:cafe:0:0:0:0:17
            host="a;for=6.6.6.6";for=192.0.2.60                 | 192.0.2.60
            for=192.0.2.60 ; proto=https;                       | 192.0.2.60
            """)
    void anElementSaysItInFor(String element, String address) throws UnknownHostException {
        assertThat(text(ForwardedNode.ofElement(element))).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "by=192.0.2.1",
                "for=",
                "for",
                "for =192.0.2.1",
                "for= 192.0.2.1",
                "for=192.0.2.1;for=192.0.2.1",
                "for=\"192.0.2.1",
                "for=192.0.2.1\"",
                "for=\"192.0.2\\.1\"",
                "for=[2001:db8::1]",
                "for=2001:db8::1",
                "for=192.0.2.1 proto=http",
                "for=unknown",
                "for=_gazonk",
                "host=\"a;for=192.0.2.1",
                "xfor=192.0.2.1"
            })
    void anElementOfAnotherFormNamesNobody(String element) {
        assertThat(ForwardedNode.ofElement(element)).isNull();
    }

    /** As long as a head may be: it is matched without going back. */
    @Test
    void aLongOneTakesNoLongTime() {
        String blanks = " ".repeat(1 << 16);
        for (String each :
                new String[] {blanks + "x", "for=1" + blanks + "x", "a=b;".repeat(1 << 14) + "x", "1.".repeat(1 << 15)
                }) {
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
                assertThat(ForwardedNode.ofElement(each)).isNull();
                assertThat(ForwardedNode.ofEntry(each)).isNull();
            });
        }
    }
}
