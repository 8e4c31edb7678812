package io.penstock.downstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import io.penstock.relay.Deadline;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What streams of a connection of HTTP/2 have in common: it ends when it had none for long enough, or after the last one when the gateway
 * stops. Confined to its event loop.
 *
 * <pre>
 *   OPEN --stop, with streams--> LAST_CALL --1 s--> DRAINING --last stream's end--> closed
 *     |                              |
 *     +--stop or idle, without-------+--last stream's end-----------------------> closed
 * </pre>
 */
final class Http2Connection extends ChannelInboundHandlerAdapter {
    /** How long streams are taken that were on their way when the client was told to go (RFC 9113 6.8). */
    private static final long LAST_CALL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private enum Phase {
        OPEN,
        LAST_CALL,
        DRAINING
    }

    private final DownstreamSettings.Http2 bounds;
    private final long idleNanos;
    private final BooleanSupplier isStopping;

    private Phase phase = Phase.OPEN;
    private int streams;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Deadline deadline;

    Http2Connection(DownstreamSettings.Http2 bounds, long idleNanos, BooleanSupplier isStopping) {
        this.bounds = bounds;
        this.idleNanos = idleNanos;
        this.isStopping = isStopping;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        deadline = new Deadline(ctx.executor(), this::onDeadline);
        deadline.in(idleNanos);
        int wider = bounds.connectionWindowBytes() - Http2CodecUtil.DEFAULT_WINDOW_SIZE;
        if (wider > 0) {
            ctx.writeAndFlush(new DefaultHttp2WindowUpdateFrame(wider));
        }
        if (isStopping.getAsBoolean()) {
            stop(ctx);
        }
    }

    /** A stream has begun. Gives whether it is within what the connection may have: a client does not know that at first. */
    boolean onStream(Channel stream) {
        streams++;
        if (phase == Phase.OPEN) {
            deadline().off();
        }
        stream.closeFuture().addListener(closed -> onStreamEnd());
        return streams <= bounds.streamsMax();
    }

    private void onStreamEnd() {
        streams--;
        if (streams > 0 || context == null || !context.channel().isActive()) {
            return;
        }
        if (phase == Phase.OPEN) {
            deadline().in(idleNanos);
        } else {
            context.close();
        }
    }

    /** Closes by way of the codec, which says so before. */
    private void onDeadline() {
        if (context == null) {
            return;
        }
        if (phase == Phase.LAST_CALL) {
            phase = Phase.DRAINING;
            context.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
        } else {
            context.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Stopping.INSTANCE && phase == Phase.OPEN) {
            stop(ctx);
        }
        ctx.fireUserEventTriggered(event);
    }

    private void stop(ChannelHandlerContext ctx) {
        if (streams == 0) {
            ctx.close();
            return;
        }
        phase = Phase.LAST_CALL;
        DefaultHttp2GoAwayFrame noMore = new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR);
        noMore.setExtraStreamIds(Integer.MAX_VALUE);
        ctx.writeAndFlush(noMore);
        deadline().in(LAST_CALL_NANOS);
    }

    /** Frames of the connection that the codec has heard. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        deadline().close();
        ctx.fireChannelInactive();
    }

    /** The codec has told the client what it did wrong, and closes. Of anything else the connection cannot know what is left of it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
            ctx.close();
        }
    }

    private Deadline deadline() {
        if (deadline == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return deadline;
    }
}
