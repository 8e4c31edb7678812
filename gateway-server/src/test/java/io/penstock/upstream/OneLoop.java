package io.penstock.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.penstock.codec.address.Networks;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** One event loop with a pool of its own. */
public final class OneLoop implements AutoCloseable {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final UpstreamPool pool;
    private final Grants grants = new Grants(Clock.systemUTC());

    public OneLoop() {
        this(DefaultAddressResolverGroup.INSTANCE);
    }

    /** One whose providers' names are looked up there. */
    public OneLoop(AddressResolverGroup<?> names) {
        this(names, Networks.NONE);
    }

    /** One that may connect to these networks wherever an address came from. */
    OneLoop(AddressResolverGroup<?> names, Networks allowed) {
        this(names, allowed, NioSocketChannel::new, new ConnectionLimits(64));
    }

    /** One whose connections are made there. */
    OneLoop(ChannelFactory<Channel> channels) {
        this(DefaultAddressResolverGroup.INSTANCE, Networks.NONE, channels, new ConnectionLimits(64));
    }

    /** One of several whose connections are counted together. */
    OneLoop(ConnectionLimits limits) {
        this(DefaultAddressResolverGroup.INSTANCE, Networks.NONE, NioSocketChannel::new, limits);
    }

    private OneLoop(
            AddressResolverGroup<?> names,
            Networks allowed,
            ChannelFactory<Channel> channels,
            ConnectionLimits limits) {
        Bootstrap template =
                new Bootstrap().group(loop).channelFactory(channels).resolver(names);
        UpstreamSettings settings = new UpstreamSettings(
                5_000, TimeUnit.SECONDS.toNanos(30), 8, 64, 64, new LateTls(OneLoop::tls), new AddressGuard(allowed));
        pool = new UpstreamPool(loop, new Connector(loop, template, settings), settings, limits);
        grants.carry(loop, pool);
    }

    private static SslContext tls() {
        try {
            return SslContextBuilder.forClient().build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    public EventLoop loop() {
        return loop;
    }

    public UpstreamPool pool() {
        return pool;
    }

    public Grants grants() {
        return grants;
    }

    @Override
    public void close() {
        grants.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
