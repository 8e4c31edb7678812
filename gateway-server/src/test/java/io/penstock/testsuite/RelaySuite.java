package io.penstock.testsuite;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.socket.AbstractSocketTest;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.penstock.config.Transport;
import io.penstock.server.testing.RunningGateway;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInfo;

/** Runs a scenario with a gateway of one transport between every client and every provider that Netty's testsuite makes. */
abstract class RelaySuite extends AbstractSocketTest {

    /** What a peer's socket keeps each way: Linux lets one grow to tens of megabytes that nobody has read. */
    private static final int SOCKET_BYTES = 256 << 10;

    /** What happens between one client and one provider. */
    interface Scenario {
        void run(Setup setup) throws InterruptedException;
    }

    @Override
    protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
        return Peers.combinations();
    }

    /** Where the peers take their buffers from is nothing to the gateway. */
    @Override
    protected List<ByteBufAllocator> newAllocators() {
        return List.of(PooledByteBufAllocator.DEFAULT);
    }

    /** A gateway is a process, started once: on each transport there is one for all scenarios of a class. */
    private static final Map<Transport, RunningGateway> GATEWAYS = new EnumMap<>(Transport.class);

    @AfterAll
    static void stop() {
        GATEWAYS.values().forEach(RunningGateway::close);
        GATEWAYS.clear();
    }

    final void relay(Transport transport, TestInfo test, Scenario scenario) throws Throwable {
        assumeTrue(Peers.isAvailable(transport), () -> transport + " is not to be had on this machine");
        run(test, (server, client) -> {
            try (Setup setup = new Setup(transport, server, client)) {
                scenario.run(setup);
            }
        });
    }

    /** One client, one gateway and one provider, each on a transport of its own. */
    static final class Setup implements AutoCloseable {
        private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
        private final Transport transport;
        private final ServerBootstrap server;
        private final Bootstrap client;

        Setup(Transport transport, ServerBootstrap server, Bootstrap client) {
            this.transport = transport;
            this.server = server;
            this.client = client;
        }

        /** Starts a provider whose connections are told to the peers of {@code provider}, and puts the gateway before it. */
        RunningGateway before(Supplier<? extends Peer> provider) {
            server.childHandler(initializer(HttpServerCodec::new, provider));
            Channel listener = server.bind(InetAddress.getLoopbackAddress(), 0)
                    .syncUninterruptibly()
                    .channel();
            open.add(listener);
            RunningGateway.Settings settings = RunningGateway.settings(
                            ((InetSocketAddress) listener.localAddress()).getPort())
                    .set("server.transport", transport.name().toLowerCase(Locale.ROOT));
            RunningGateway gateway = GATEWAYS.computeIfAbsent(transport, first -> settings.start());
            gateway.gateway().reload(settings.config());
            return gateway;
        }

        /** Connects a client to the gateway. */
        <P extends Peer> P client(RunningGateway gateway, P peer) {
            client.handler(initializer(HttpClientCodec::new, () -> peer))
                    .connect(InetAddress.getLoopbackAddress(), gateway.port())
                    .syncUninterruptibly();
            return peer;
        }

        private ChannelInitializer<Channel> initializer(
                Supplier<? extends ChannelHandler> codec, Supplier<? extends Peer> peer) {
            return new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                    open.add(channel);
                    channel.config().setOption(ChannelOption.SO_RCVBUF, SOCKET_BYTES);
                    channel.config().setOption(ChannelOption.SO_SNDBUF, SOCKET_BYTES);
                    channel.pipeline().addLast(codec.get(), peer.get());
                }
            };
        }

        /** Closes what the peers have open; the gateway stays. */
        @Override
        public void close() {
            open.close().awaitUninterruptibly();
        }
    }
}
