package io.penstock.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.penstock.codec.proxy.ProxyReader;
import io.penstock.codec.proxy.ProxyRefusal;
import io.penstock.relay.Deadline;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the header of the PROXY protocol with which a trusted proxy's connection begins, and is gone when it has. A connection that begins
 * otherwise, or whose client has too many already, is closed. Confined to its event loop.
 */
final class ProxyHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyHandler.class);

    private final ProxyReader reader = new ProxyReader();
    private final Peer peer;
    private final OpenConnections connections;
    private final DownstreamSettings settings;
    private @Nullable Deadline deadline;

    /**
     * For one connection.
     *
     * @param peer told what the header says
     * @param connections where the client is counted
     */
    ProxyHandler(Peer peer, OpenConnections connections, DownstreamSettings settings) {
        this.peer = peer;
        this.connections = connections;
        this.settings = settings;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline = new Deadline(ctx.executor(), ctx::close);
        deadline.in(settings.slow().headNanos());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (deadline != null) {
            deadline.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (ctx.channel().isActive() && reader.read(in)) {
                onHeader(ctx, in);
            }
        } catch (ProxyRefusal refusal) {
            LOG.atDebug()
                    .addKeyValue("proxy", peer.address())
                    .addKeyValue("reason", refusal.getMessage())
                    .log("no PROXY header");
            connections.onRefused();
            ctx.close();
        } finally {
            in.release();
        }
    }

    private void onHeader(ChannelHandlerContext ctx, ByteBuf in) {
        peer.onHeader(reader.source());
        InetAddress counted = reader.source() == null ? null : peer.counted();
        if (counted != null && !connections.tryEnter(ctx.channel(), counted, settings.connectionsPerAddressMax())) {
            ctx.close();
            return;
        }
        ctx.pipeline().remove(this);
        if (in.isReadable()) {
            ctx.fireChannelRead(in.readRetainedSlice(in.readableBytes()));
        }
    }
}
