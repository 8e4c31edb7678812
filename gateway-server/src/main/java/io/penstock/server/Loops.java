package io.penstock.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.EventExecutor;
import io.penstock.exchange.LoopContext;
import io.penstock.exchange.LoopContexts;
import io.penstock.upstream.ConnectionLimits;
import io.penstock.upstream.Connector;
import io.penstock.upstream.UpstreamPool;
import io.penstock.upstream.UpstreamSettings;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.BiFunction;

/** The event loops, each with what is its own. */
final class Loops implements LoopContexts {
    /** What one read of an answer may bring: with the clients' high mark and a held event it bounds what a stalled stream costs. */
    private static final int UPSTREAM_READ_BYTES_MAX = 16 * 1024;

    private static final long CLOSE_MILLIS = 1000;
    private static final int READ_BYTES_FIRST = 4096;
    private static final int READ_BYTES_MIN = 512;
    private static final WriteBufferWaterMark UPSTREAM_MARKS = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private final EventLoopGroup group;
    private final DnsAddressResolverGroup resolver;
    private final IdentityHashMap<EventLoop, LoopContext> contexts = new IdentityHashMap<>();

    Loops(
            NativeTransport transport,
            EventLoopGroup group,
            UpstreamSettings settings,
            BiFunction<EventLoop, UpstreamPool, LoopContext> newContext) {
        this.group = group;
        this.resolver = new DnsAddressResolverGroup(
                new DnsNameResolverBuilder().datagramChannelType(transport.datagramChannel()));
        ConnectionLimits limits = new ConnectionLimits(settings.connectionsMax());
        for (EventLoop loop : all()) {
            Bootstrap template = new Bootstrap()
                    .group(loop)
                    .channel(transport.clientChannel())
                    .resolver(resolver)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, settings.connectTimeoutMillis())
                    .option(ChannelOption.WRITE_BUFFER_WATER_MARK, UPSTREAM_MARKS)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new AdaptiveRecvByteBufAllocator(
                                    READ_BYTES_MIN, READ_BYTES_FIRST, UPSTREAM_READ_BYTES_MAX));
            UpstreamPool pool = new UpstreamPool(loop, new Connector(loop, template, settings), settings, limits);
            contexts.put(loop, newContext.apply(loop, pool));
        }
    }

    List<EventLoop> all() {
        List<EventLoop> loops = new ArrayList<>();
        for (EventExecutor executor : group) {
            loops.add((EventLoop) executor);
        }
        return loops;
    }

    @Override
    public LoopContext of(EventLoop loop) {
        LoopContext context = contexts.get(loop);
        if (context == null) {
            throw new IllegalStateException("no loop of this server");
        }
        return context;
    }

    /** Closes what is not in use, before the loops end: a loop that ends first may leave the memory of TLS behind. */
    void close() {
        contexts.forEach(
                (loop, context) -> loop.submit(() -> context.pool().closeIdle()).awaitUninterruptibly(CLOSE_MILLIS));
        resolver.close();
    }
}
