package io.penstock.downstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.ssl.SslHandler;
import io.penstock.downstream.http2.Http2Codec;
import io.penstock.exchange.LoopContext;
import io.penstock.exchange.LoopContexts;
import io.penstock.relay.Sink;
import io.penstock.relay.Source;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The pipelines of an accepted connection; {@link HandlerNames} draws them. */
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
        if (bounds.http2() == null) {
            addHttp1(pipeline, bounds, peer);
        } else {
            addChoice(pipeline, bounds, bounds.http2(), peer);
        }
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

    private void addChoice(
            ChannelPipeline pipeline, DownstreamSettings bounds, DownstreamSettings.Http2 http2, Peer peer) {
        pipeline.addLast(HandlerNames.VERSION, new VersionChoice(bounds, (chosen, isHttp2) -> {
            if (isHttp2) {
                addHttp2(chosen, bounds, http2, peer);
            } else {
                addHttp1(chosen, bounds, peer);
            }
        }));
    }

    private void addHttp1(ChannelPipeline pipeline, DownstreamSettings bounds, Peer peer) {
        Http1Server server = new Http1Server(bounds, isStopping);
        pipeline.addLast(HandlerNames.HTTP1, server);
        addExchange(pipeline, server.sink(), server, peer);
    }

    private void addHttp2(
            ChannelPipeline pipeline, DownstreamSettings bounds, DownstreamSettings.Http2 http2, Peer peer) {
        Http2Guard guard = new Http2Guard(bounds.slow().headNanos());
        Http2Connection connection = new Http2Connection(http2, bounds.idleNanos(), isStopping);
        pipeline.addLast(HandlerNames.GUARD, guard);
        pipeline.addLast(
                HandlerNames.HTTP2,
                Http2Codec.newCodec(
                        http2.streamsMax(),
                        http2.streamWindowBytes(),
                        bounds.head().headBytesMax()));
        pipeline.addLast(
                HandlerNames.STREAMS,
                new Http2MultiplexHandler(new Http2StreamInitializer(
                        connection,
                        (stream, isTooMany) -> addStream(stream, new Http2Server(bounds, guard, isTooMany), peer))));
        pipeline.addLast(HandlerNames.CONNECTION, connection);
    }

    void addStream(ChannelPipeline pipeline, Http2Server server, Peer peer) {
        pipeline.addLast(HandlerNames.STREAM, server);
        addExchange(pipeline, server.sink(), server, peer);
    }

    private void addExchange(ChannelPipeline pipeline, Sink sink, Source source, Peer peer) {
        LoopContext context = contexts.of(pipeline.channel().eventLoop());
        pipeline.addLast(HandlerNames.EXCHANGE, new ExchangeHandler(context, sink, source, peer));
    }
}
