package io.penstock.testsuite;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.socket.AbstractSocketTest;
import io.penstock.config.Transport;
import io.penstock.server.testing.RunningGateway;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.TestInfo;

/** Runs a scenario with a gateway of one transport between every client and every provider that Netty's testsuite makes. */
abstract class RelaySuite extends AbstractSocketTest {

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

    final void relay(Transport transport, TestInfo test, Scenario scenario) throws Throwable {
        assumeTrue(Peers.isAvailable(transport), () -> transport + " is not to be had on this machine");
        run(test, (server, client) -> scenario.run(new Setup(transport, server, client)));
    }

    /** One client, one gateway and one provider, each on a transport of its own. */
    static final class Setup {
        private final Transport transport;
        private final ServerBootstrap server;
        private final Bootstrap client;

        Setup(Transport transport, ServerBootstrap server, Bootstrap client) {
            this.transport = transport;
            this.server = server;
            this.client = client;
        }

        /** Starts a provider whose connections are told to the peers of {@code provider}. */
        Channel provider(Supplier<? extends Peer> provider) {
            server.childHandler(new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new HttpServerCodec(), provider.get());
                }
            });
            return server.bind(InetAddress.getLoopbackAddress(), 0)
                    .syncUninterruptibly()
                    .channel();
        }

        /** Starts a gateway before it. */
        RunningGateway gateway(Channel provider) {
            return RunningGateway.settings(((InetSocketAddress) provider.localAddress()).getPort())
                    .set("server.transport", transport.name().toLowerCase(Locale.ROOT))
                    .start();
        }

        /** Connects a client to the gateway. */
        <P extends Peer> P client(RunningGateway gateway, P peer) {
            client.handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline().addLast(new HttpClientCodec(), peer);
                        }
                    })
                    .connect(InetAddress.getLoopbackAddress(), gateway.port())
                    .syncUninterruptibly();
            return peer;
        }
    }
}
