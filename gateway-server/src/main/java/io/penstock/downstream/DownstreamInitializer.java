package io.penstock.downstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.ssl.SslHandler;
import io.penstock.exchange.LoopContexts;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The pipeline of an accepted connection; {@link HandlerNames} draws it. */
public final class DownstreamInitializer extends ChannelInitializer<Channel> {
    private final Supplier<DownstreamSettings> settings;
    private final LoopContexts contexts;
    private final ChannelGroup open;
    private final OpenConnections connections;
    private final BooleanSupplier isStopping;

    /**
     * An initializer for every accepted connection.
     *
     * @param settings read once for each connection
     * @param open where connections are entered while they are open
     * @param connections how many there are
     * @param isStopping whether a connection ends with the answer it is at
     */
    public DownstreamInitializer(
            Supplier<DownstreamSettings> settings,
            LoopContexts contexts,
            ChannelGroup open,
            OpenConnections connections,
            BooleanSupplier isStopping) {
        this.settings = settings;
        this.contexts = contexts;
        this.open = open;
        this.connections = connections;
        this.isStopping = isStopping;
    }

    @Override
    protected void initChannel(Channel channel) {
        DownstreamSettings bounds = settings.get();
        Peer peer = Peer.at(channel.remoteAddress(), bounds.proxies());
        if (!enter(channel, peer, bounds)) {
            channel.close();
            return;
        }
        ChannelPipeline pipeline = channel.pipeline();
        if (bounds.proxies().isHeaderRequired()) {
            pipeline.addLast(HandlerNames.PROXY, new ProxyHandler(peer, connections, bounds));
        }
        DownstreamSettings.Tls tls = bounds.tls();
        if (tls != null) {
            SslHandler handler = tls.context().newHandler(channel.alloc());
            handler.setHandshakeTimeoutMillis(tls.handshakeMillis());
            pipeline.addLast(HandlerNames.TLS, handler);
            peer.onTls(handler);
        }
        Http1Server server = new Http1Server(bounds, isStopping);
        pipeline.addLast(HandlerNames.HTTP1, server);
        pipeline.addLast(
                HandlerNames.EXCHANGE,
                new ExchangeHandler(contexts.of(channel.eventLoop()), server.sink(), server, peer));
        open.add(channel);
    }

    private boolean enter(Channel channel, Peer peer, DownstreamSettings bounds) {
        if (!peer.isWelcome()) {
            connections.onRefused();
            return false;
        }
        return connections.tryEnter(
                channel, peer.counted(), bounds.connectionsMax(), bounds.connectionsPerAddressMax());
    }
}
