package io.penstock.codec.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressOwnerTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "2001:db8::1, 2001:db8::ffff:ffff:ffff:ffff, true",
        "2001:db8::1, 2001:DB8:0:0:1::, true",
        "2001:db8::1, 2001:db8:0:1::1, false",
        "::c000:201, 192.0.2.1, false",
    })
    void whoHasOneAddressHasAllOfItsNetwork(String one, String other, boolean isOne) {
        assertThat(AddressOwner.nameOf(one).equals(AddressOwner.nameOf(other))).isEqualTo(isOne);
        assertThat(owner(one).equals(owner(other))).isEqualTo(isOne);
    }

    private static AddressOwner owner(String address) {
        return AddressOwner.of(Objects.requireNonNull(AddressLiteral.parse(address)));
    }

    @ParameterizedTest
    @CsvSource({"unknown", "''", "fe80::1%eth0"})
    void whatIsNoAddressIsItsOwn(String text) {
        assertThat(AddressOwner.nameOf(text)).isEqualTo(text);
    }
}
