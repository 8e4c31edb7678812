package io.penstock.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.penstock.relay.Deadline;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits until it is known which HTTP a client speaks, has the handlers for it added behind itself, and goes. With TLS the handshake says so
 * (ALPN), else the first bytes: HTTP/2 begins with a preface that is no request of HTTP/1.1 (RFC 9113 3.3). Confined to its event loop.
 */
final class VersionChoice extends ChannelInboundHandlerAdapter {
    private final DownstreamSettings settings;
    private final BiConsumer<ChannelPipeline, Boolean> onKnown;
    private final ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();

    private @Nullable ByteBuf begun;
    private @Nullable Deadline deadline;

    /**
     * A choice to be made.
     *
     * @param onKnown adds the handlers; is told whether it is HTTP/2
     */
    VersionChoice(DownstreamSettings settings, BiConsumer<ChannelPipeline, Boolean> onKnown) {
        this.settings = settings;
        this.onKnown = onKnown;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline = new Deadline(ctx.executor(), ctx::close);
        deadline.in(settings.idleNanos());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (begun == null) {
            begun = in;
            if (deadline != null) {
                deadline.in(settings.slow().headNanos());
            }
        } else {
            begun = Unpooled.wrappedBuffer(begun, in);
        }
        int length = Math.min(begun.readableBytes(), preface.readableBytes());
        boolean isSame = begun.slice(begun.readerIndex(), length).equals(preface.slice(0, length));
        if (!isSame || length == preface.readableBytes()) {
            choose(ctx, isSame);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            SslHandler tls = ctx.pipeline().get(SslHandler.class);
            choose(ctx, ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol()));
        } else if (event == Stopping.INSTANCE) {
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    private void choose(ChannelHandlerContext ctx, boolean isHttp2) {
        onKnown.accept(ctx.pipeline(), isHttp2);
        ByteBuf in = begun;
        begun = null;
        if (in != null) {
            ctx.fireChannelRead(in);
        }
        ctx.pipeline().remove(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (deadline != null) {
            deadline.close();
        }
        if (begun != null) {
            begun.release();
            begun = null;
        }
        preface.release();
    }

    /** What is no TLS is no request either, and a reset is how some clients go. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
