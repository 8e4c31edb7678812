package io.penstock.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom a limit is for. */
final class LimitKeyTest {

    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:1::1, 2001:db8:0:1:ffff:ffff:ffff:ffff, true",
        "2001:db8:0:1::1, 2001:db8:0:2::1, false",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false"
    })
    void addressesOfOneNetworkOfIpv6AreOne(String one, String other, boolean isSame) {
        assertThat(LimitKey.ofAddress(one).equals(LimitKey.ofAddress(other))).isEqualTo(isSame);
    }
}
