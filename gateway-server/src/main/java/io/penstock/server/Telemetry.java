package io.penstock.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.penstock.admin.MetricsAnswer;
import io.penstock.config.TelemetryConfig;
import io.penstock.downstream.DownstreamInitializer;
import io.penstock.downstream.DownstreamSettings;
import io.penstock.downstream.OpenConnections;
import io.penstock.exchange.LocalAnswer;
import io.penstock.exchange.LoopContext;
import io.penstock.telemetry.Metrics;
import io.penstock.upstream.UpstreamPool;
import io.penstock.upstream.UpstreamSettings;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway measures of itself, and the port where that is read without a credential. Both have an event loop of their own, so that
 * no stream waits while numbers become text; a request there is an exchange like any other, but that no model can be reached and that
 * nothing of it is counted.
 */
final class Telemetry implements AutoCloseable {
    private final NativeTransport transport;
    private final Metrics metrics;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final ChannelGroup readers = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private @Nullable Loops loops;
    private @Nullable Channel listener;

    Telemetry(NativeTransport transport, Metrics metrics) {
        this.transport = transport;
        this.metrics = metrics;
        this.group = transport.newGroup(1, "metrics");
        this.loop = (EventLoop) group.iterator().next();
    }

    Metrics metrics() {
        return metrics;
    }

    /** The answer that tells the numbers, on any event loop. */
    LocalAnswer answer() {
        return new MetricsAnswer(metrics, loop);
    }

    /**
     * Listens.
     *
     * @param newContext what the exchanges there work with
     * @throws IllegalStateException where the address cannot be bound
     */
    void open(
            TelemetryConfig config,
            UpstreamSettings upstream,
            Supplier<DownstreamSettings> settings,
            BiFunction<EventLoop, UpstreamPool, LoopContext> newContext) {
        Loops own = new Loops(transport, group, upstream, newContext);
        loops = own;
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(new DownstreamInitializer(settings, own, readers, new OpenConnections(), () -> false))
                .bind(config.metricsHost(), config.metricsPort())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IllegalStateException("telemetry.metricsPort: " + config.metricsPort() + " of "
                    + config.metricsHost() + " cannot be bound (expected: a free port of this machine)");
        }
        listener = bound.channel();
    }

    /** Where it listens. */
    @Nullable
    InetSocketAddress address() {
        return listener == null ? null : (InetSocketAddress) listener.localAddress();
    }

    /** Ends at once what is left. */
    @Override
    public void close() {
        if (listener != null) {
            listener.close();
        }
        readers.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        if (loops != null) {
            loops.close();
        }
        group.shutdownGracefully(transport.quietMillis(), 2_000, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly();
    }
}
