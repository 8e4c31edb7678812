package io.penstock.downstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.penstock.exchange.LoopContexts;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The pipeline of an accepted connection; {@link HandlerNames} draws it. */
public final class DownstreamInitializer extends ChannelInitializer<Channel> {
    private final Supplier<DownstreamSettings> settings;
    private final LoopContexts contexts;
    private final ChannelGroup open;
    private final BooleanSupplier isStopping;

    /**
     * An initializer for every accepted connection.
     *
     * @param settings read once for each connection
     * @param open where connections are entered while they are open
     * @param isStopping whether a connection ends with the answer it is at
     */
    public DownstreamInitializer(
            Supplier<DownstreamSettings> settings,
            LoopContexts contexts,
            ChannelGroup open,
            BooleanSupplier isStopping) {
        this.settings = settings;
        this.contexts = contexts;
        this.open = open;
        this.isStopping = isStopping;
    }

    @Override
    protected void initChannel(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        DownstreamSettings now = settings.get();
        SslContext tls = now.tls();
        if (tls != null) {
            SslHandler handler = tls.newHandler(channel.alloc());
            handler.setHandshakeTimeoutMillis(now.handshakeMillis());
            pipeline.addLast(HandlerNames.TLS, handler);
        }
        Http1Server server = new Http1Server(now, isStopping);
        pipeline.addLast(HandlerNames.HTTP1, server);
        pipeline.addLast(
                HandlerNames.EXCHANGE, new ExchangeHandler(contexts.of(channel.eventLoop()), server.sink(), server));
        open.add(channel);
    }
}
