package io.penstock.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.codec.address.AddressLiteral;
import io.penstock.codec.address.Networks;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressGuardTest {
    private final AddressGuard guard = new AddressGuard(Networks.NONE);

    /** The first and the last address of each network. */
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.255.255.255",
        "10.0.0.0, 10.255.255.255",
        "100.64.0.0, 100.127.255.255",
        "127.0.0.0, 127.255.255.255",
        "169.254.0.0, 169.254.255.255",
        "172.16.0.0, 172.31.255.255",
        "192.0.0.0, 192.0.0.255",
        "192.0.2.0, 192.0.2.255",
        "192.88.99.0, 192.88.99.255",
        "192.168.0.0, 192.168.255.255",
        "198.18.0.0, 198.19.255.255",
        "198.51.100.0, 198.51.100.255",
        "203.0.113.0, 203.0.113.255",
        "224.0.0.0, 239.255.255.255",
        "240.0.0.0, 255.255.255.255",
        "::, ::ffff:ffff",
        "::ffff:127.0.0.1, ::ffff:10.1.2.3",
        "::ffff:0:0:0, ::ffff:0:7f00:1",
        "64:ff9b::, 64:ff9b::ffff:ffff",
        "64:ff9b:1::, 64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
        "100::, 100::ffff:ffff:ffff:ffff",
        "2001::, 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
        "2002::, 2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "3fff::, 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
        "5f00::, 5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "fc00::, fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "fe80::, febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "fec0::, feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "ff00::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    })
    void nothingInsideIsPermitted(String first, String last) throws UnknownHostException {
        for (String text : List.of(first, last)) {
            assertThat(guard.permits(text)).as(text).isFalse();
            assertThat(guard.permits(address(text))).as(text).isFalse();
        }
    }

    /** Neighbours of the networks above, and some that are in use. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "64:ff9a:ffff::",
                "64:ff9b:2::",
                "2001:200::",
                "2001:4860:4860::8888",
                "2003::",
                "2606:4700::6810:85e5",
                "fbff::",
            })
    void theInternetIsPermitted(String text) throws UnknownHostException {
        assertThat(guard.permits(text)).isTrue();
        assertThat(guard.permits(address(text))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "api.openai.com, true",
        "localhost, true",
        "xn--bcher-kva.example, true",
        "metadata.google.internal, false",
        "METADATA.google.internal, false",
        "'', false",
        "2130706433, false",
        "0x7f000001, false",
        "0177.0.0.1, false",
        "127.1, false",
        "api.openai.com., false",
        "8.8.8.8., false",
        "8.8.8.08, false",
        "[::1], false",
        "fe80::1%eth0, false",
        "2606:4700::1%1, false",
        "user@api.openai.com, false",
        "api.openai.com:80, false",
        "a\u3002b, false",
    })
    void aTextIsAPlainNameOrLiteral(String host, boolean isPermitted) {
        assertThat(guard.permits(host)).isEqualTo(isPermitted);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.1.2.3, true",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "10.0.0.0/8, 192.168.0.1, false",
        "::1, ::1, true",
        "::1, ::, false",
        "127.0.0.0/8, ::1, false",
        "169.254.0.0/16, 169.254.1.1, true",
        "169.254.0.0/16, 169.254.169.254, false",
        "169.254.169.254, 169.254.169.254, false",
        "169.254.0.0/16, 169.254.170.2, false",
        "fd00::/8, fd00::1, true",
        "fd00::/8, fd00:ec2::254, false",
        "64:ff9b::/96, 64:ff9b::8.8.8.8, true",
        "64:ff9b::/96, 64:ff9b::10.0.0.1, false",
        "64:ff9b::/96, 64:ff9b::169.254.169.254, false",
        "::/96, ::8.8.8.8, true",
        "::/96, ::127.0.0.1, false",
        "::/96, ::1, true",
        "2002::/16, 2002:808:808::1, true",
        "2002::/16, 2002:a9fe:a9fe::1, false",
        "2002::/16, 2002:7f00:1::, false",
    })
    void whatTheOperatorAllowsIsPermittedButNoMetadataServiceAndNothingBehindATranslation(
            String allowed, String address, boolean isPermitted) throws UnknownHostException {
        AddressGuard allowing = new AddressGuard(Networks.parse(List.of(allowed)));

        assertThat(allowing.permits(address(address))).isEqualTo(isPermitted);
        assertThat(allowing.permits(address)).isEqualTo(isPermitted);
    }

    @Test
    void whatIsAllowedBothAsATranslationAndBehindItIsPermitted() throws UnknownHostException {
        AddressGuard allowing = new AddressGuard(Networks.parse(List.of("64:ff9b::/96", "10.0.0.0/8")));

        assertThat(allowing.permits(address("64:ff9b::10.0.0.1"))).isTrue();
        assertThat(allowing.permits(address("64:ff9b::192.168.0.1"))).isFalse();
    }

    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getByAddress(Objects.requireNonNull(AddressLiteral.parse(literal), literal));
    }
}
