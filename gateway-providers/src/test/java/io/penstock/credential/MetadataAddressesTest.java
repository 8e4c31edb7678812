package io.penstock.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MetadataAddressesTest {

    @ParameterizedTest
    @CsvSource({
        "169.254.169.254, true",
        "169.254.170.2, true",
        "169.254.170.23, true",
        "fd00:ec2::254, true",
        "FD00:0EC2:0:0::254, true",
        "fd00:ec2::23, true",
        "::ffff:169.254.169.254, true",
        "metadata.google.internal, true",
        "Metadata.Google.Internal., true",
        "169.254.169.253, false",
        "metadata.google.internal.evil.com, false",
        "api.openai.com, false",
        "127.0.0.1, false",
        "::1, false",
    })
    void knowsThemHoweverTheyAreSpelt(String host, boolean isNamed) {
        assertThat(MetadataAddresses.isNamed(host)).isEqualTo(isNamed);
    }

    @ParameterizedTest
    @CsvSource({
        "api.evil.com, 169.254.169.254, true",
        "api.evil.com, fd00:ec2::254, true",
        "metadata.google.internal, 169.254.169.254, false",
        "169.254.169.254, 169.254.169.254, false",
        "api.openai.com, 10.0.0.1, false",
    })
    void aNameThatLeadsThereIsATrapButThePlacesOwn(String host, String peer, boolean isTrap)
            throws UnknownHostException {
        InetSocketAddress arrived = new InetSocketAddress(InetAddress.getByName(peer), 80);

        assertThat(MetadataAddresses.isTrap(host, arrived)).isEqualTo(isTrap);
    }
}
