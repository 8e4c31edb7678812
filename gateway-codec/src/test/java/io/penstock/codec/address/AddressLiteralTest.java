package io.penstock.codec.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressLiteralTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 00000000",
        "127.0.0.1, 7f000001",
        "255.255.255.255, ffffffff",
        "::, 00000000000000000000000000000000",
        "::1, 00000000000000000000000000000001",
        "1::, 00010000000000000000000000000000",
        "FD00:0eC2::254, fd000ec2000000000000000000000254",
        "1:2:3:4:5:6:7:8, 00010002000300040005000600070008",
        "1:2:3:4:5:6:7::, 00010002000300040005000600070000",
        "::2:3:4:5:6:7:8, 00000002000300040005000600070008",
        "1:2:3:4:5:6:1.2.3.4, 00010002000300040005000601020304",
        "64:ff9b::1.2.3.4, 0064ff9b000000000000000001020304",
        "::1.2.3.4, 00000000000000000000000001020304",
        "::ffff:1.2.3.4, 00000000000000000000ffff01020304",
    })
    void readsTheFormsOfTheStandards(String text, String bytes) {
        assertThat(AddressLiteral.parse(text)).isEqualTo(HexFormat.of().parseHex(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "2130706433",
                "0x7f000001",
                "0x7f.0.0.1",
                "0177.0.0.1",
                "127.1",
                "127.0.1",
                "127.0.0.1.",
                ".127.0.0.1",
                "127.0.0.01",
                "127.0.0.256",
                "127.0.0.-1",
                "127.0.0.+1",
                "127.0.0.1 ",
                " 127.0.0.1",
                "127.0.0.1\n",
                "127.0.0.1.1",
                "127..0.1",
                "1.2.3.4/8",
                "1.2.3.4:80",
                "\u0661.2.3.4",
                "\uff11.2.3.4",
                "[::1]",
                "::1%eth0",
                "::1%1",
                ":",
                ":::",
                "::1::",
                "1::2::3",
                ":1",
                "1:",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:",
                ":1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4::5:6:7:8",
                "::00001",
                "::g",
                "::-1",
                "1.2.3.4::",
                "::1.2.3.4:1",
                "::01.2.3.4",
                "::1.2.3",
                "1:2:3:4:5:6:7:1.2.3.4",
                "example.com",
                "0000:0000:0000:0000:0000:0000:255.255.255.2555",
            })
    void takesNothingElse(String text) {
        assertThat(AddressLiteral.parse(text)).isNull();
    }

    @Test
    void whatItReadsTheJdkReadsLikewise() throws UnknownHostException {
        Random random = new Random(7);
        String alphabet = "0123456789abf:.:.";
        int read = 0;
        for (int n = 0; n < 2_000_000; n++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(2, 12); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] bytes = AddressLiteral.parse(text.toString());

            if (bytes != null) {
                read++;
                // A literal is not looked up; the JDK hands an IPv4-mapped one out as IPv4.
                assertThat(InetAddress.getByName(text.toString()).getAddress())
                        .as("%s", text)
                        .isEqualTo(AddressLiteral.unmapped(bytes));
            }
        }
        assertThat(read).isGreaterThan(1000);
    }
}
