package io.penstock.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many connections are open. */
final class OpenConnectionsTest {
    private final OpenConnections connections = new OpenConnections();

    /** A connection from there. */
    private static final class From extends EmbeddedChannel {
        private final InetSocketAddress address;

        From(String address) throws UnknownHostException {
            this.address = new InetSocketAddress(InetAddress.getByName(address), 1);
        }

        @Override
        public SocketAddress remoteAddress() {
            return address;
        }
    }

    @Test
    void nothingIsKeptOfConnectionsThatHaveGoneOrWereRefused() throws UnknownHostException {
        List<From> open = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            From from = new From("10.0." + i % 100 + ".1");
            if (connections.tryEnter(from, 700, 8)) {
                open.add(from);
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
        assertThat(connections.tryEnter(new From("2001:db8:0:1::1"), 10, 1)).isTrue();

        assertThat(connections.tryEnter(new From("2001:db8:0:1:2:3:4:5"), 10, 1))
                .isFalse();
        assertThat(connections.tryEnter(new From("2001:db8:0:2::1"), 10, 1)).isTrue();
    }
}
