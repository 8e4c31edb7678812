package io.penstock.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many connections are open. */
final class OpenConnectionsTest {
    private final OpenConnections connections = new OpenConnections();

    private boolean enter(EmbeddedChannel channel, String address, int max, int perAddressMax)
            throws UnknownHostException {
        return connections.tryEnter(channel, InetAddress.getByName(address), max, perAddressMax);
    }

    @Test
    void nothingIsKeptOfConnectionsThatHaveGoneOrWereRefused() throws UnknownHostException {
        List<EmbeddedChannel> open = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            EmbeddedChannel channel = new EmbeddedChannel();
            if (enter(channel, "10.0." + i % 100 + ".1", 700, 8)) {
                open.add(channel);
            }
        }

        assertThat(open).hasSize(700);
        assertThat(connections.refused()).isEqualTo(300);
        assertThat(connections.networks()).isEqualTo(100);
        open.forEach(EmbeddedChannel::close);
        assertThat(connections.open()).isZero();
        assertThat(connections.networks()).isZero();
    }

    @Test
    void addressesOfOneNetworkOfIpv6AreOne() throws UnknownHostException {
        assertThat(enter(new EmbeddedChannel(), "2001:db8:0:1::1", 10, 1)).isTrue();

        assertThat(enter(new EmbeddedChannel(), "2001:db8:0:1:2:3:4:5", 10, 1)).isFalse();
        assertThat(enter(new EmbeddedChannel(), "2001:db8:0:2::1", 10, 1)).isTrue();
    }

    @Test
    void oneWhoseAddressIsKnownLaterCountsForItFromThenOn() throws UnknownHostException {
        InetAddress address = InetAddress.getByName("192.0.2.1");
        EmbeddedChannel first = new EmbeddedChannel();
        EmbeddedChannel second = new EmbeddedChannel();

        assertThat(connections.tryEnter(first, null, 10, 1)).isTrue();
        assertThat(connections.tryEnter(second, null, 10, 1)).isTrue();
        assertThat(connections.networks()).isZero();
        assertThat(connections.tryEnter(first, address, 1)).isTrue();
        assertThat(connections.tryEnter(second, address, 1)).isFalse();

        assertThat(connections.refused()).isEqualTo(1);
        assertThat(connections.open()).isEqualTo(2);
        first.close();
        second.close();
        assertThat(connections.open()).isZero();
        assertThat(connections.networks()).isZero();
    }
}
