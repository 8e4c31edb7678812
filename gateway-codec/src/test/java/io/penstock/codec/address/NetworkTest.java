package io.penstock.codec.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0, true",
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 9.255.255.255, false",
        "10.0.0.0/8, 11.0.0.0, false",
        "172.16.0.0/12, 172.31.255.255, true",
        "172.16.0.0/12, 172.32.0.0, false",
        "172.16.0.0/12, 172.15.255.255, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7/32, 192.0.2.6, false",
        "0.0.0.0/0, 255.1.2.3, true",
        "0.0.0.0/0, ::1, false",
        "0.0.0.0/1, 127.255.255.255, true",
        "0.0.0.0/1, 128.0.0.0, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "::/0, ::ffff:10.1.2.3, false",
        "::/0, 10.1.2.3, false",
        "::/96, ::10.1.2.3, true",
        "::/0, ffff::1, true",
        "fc00::/7, fdff::1, true",
        "fc00::/7, fe00::1, false",
        "fe80::/10, febf::1, true",
        "fe80::/10, fec0::1, false",
        "::1, ::1, true",
        "::1/128, ::2, false",
        "2001:db8::/33, 2001:db8:7fff::, true",
        "2001:db8::/33, 2001:db8:8000::, false",
    })
    void holdsTheAddressesThatShareItsPrefix(String network, String address, boolean isIn) {
        byte[] bytes = Objects.requireNonNull(AddressLiteral.parse(address));

        assertThat(Network.parse(network).contains(bytes)).isEqualTo(isIn);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/08",
                "10.0.0.0/8/8",
                "10.0.0.0/ 8",
                "10.0.0.0/255.0.0.0",
                "10.0.0.0/\u0668",
                "10.0.0.1/8",
                "10/8",
                "10.0.0/8",
                "010.0.0.0/8",
                "0.0.0.1/0",
                "::/129",
                "::1/127",
                "fe80::%eth0/10",
                "[fe80::]/10",
                "::ffff:10.0.0.0/104",
                "::ffff:10.0.0.1",
                "localhost",
                "localhost/8",
                "10.0.0.0/99999999999",
            })
    void refusesWhatIsNoNetworkAndWhatHasBitsAfterItsPrefix(String text) {
        assertThatThrownBy(() -> Network.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("network: " + text + " (expected: ");
    }

    @Test
    void agreesWithArithmetic() {
        Random random = new Random(11);
        for (int n = 0; n < 20_000; n++) {
            int bytes = random.nextBoolean() ? 4 : 16;
            int prefixBits = random.nextInt(bytes * 8 + 1);
            int hostBits = bytes * 8 - prefixBits;
            BigInteger prefix = new BigInteger(prefixBits, random);
            byte[] first = bytes(prefix.shiftLeft(hostBits), bytes);
            BigInteger other = random.nextBoolean()
                    ? prefix.shiftLeft(hostBits).add(new BigInteger(hostBits, random))
                    : new BigInteger(bytes * 8, random);

            String text = text(first) + "/" + prefixBits;
            if (!AddressLiteral.isMapped(first)) {
                assertThat(Network.parse(text).contains(bytes(other, bytes)))
                        .as("%s in %s", other.toString(16), text)
                        .isEqualTo(other.shiftRight(hostBits).equals(prefix));
            }
        }
    }

    private static byte[] bytes(BigInteger number, int length) {
        byte[] out = new byte[length];
        for (int i = 0; i < length; i++) {
            out[length - 1 - i] = number.shiftRight(i * 8).byteValue();
        }
        return out;
    }

    private static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/8", "192.0.2.7/32", "fc00:0:0:0:0:0:0:0/7", "1:2:3:4:5:6:7:8/128"})
    void isPrintedSoThatItCanBeReadAgain(String text) {
        assertThat(Network.parse(text)).hasToString(text).isEqualTo(Network.parse(text));
    }

    @Test
    void anAddressIsInNetworksIfItIsInOneOfThem() throws UnknownHostException {
        Networks networks = Networks.parse(List.of("10.0.0.0/8", "fd00::/8"));

        assertThat(networks.contains(InetAddress.getByName("10.1.1.1"))).isTrue();
        assertThat(networks.contains(InetAddress.getByName("::ffff:10.1.1.1"))).isTrue();
        assertThat(networks.contains(InetAddress.getByName("fd00::1"))).isTrue();
        assertThat(networks.contains(InetAddress.getByName("11.1.1.1"))).isFalse();
        assertThat(Networks.NONE.contains(InetAddress.getByName("10.1.1.1"))).isFalse();
    }
}
