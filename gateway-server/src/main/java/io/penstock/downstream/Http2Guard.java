package io.penstock.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.penstock.downstream.http2.FrameBudget;
import io.penstock.downstream.http2.FrameWatch;
import io.penstock.relay.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the codec of HTTP/2 and ends a connection whose frames come too slowly or for nothing: what has begun has to be whole within
 * the time of a head, and what neither asks nor brings anything has a budget. Confined to its event loop.
 */
final class Http2Guard extends ChannelInboundHandlerAdapter {
    private final long headNanos;
    private final FrameWatch frames = new FrameWatch();

    private @Nullable FrameBudget budget;
    private @Nullable Deadline deadline;
    private boolean isAwaiting;
    private int whole;
    private boolean isOver;

    Http2Guard(long headNanos) {
        this.headNanos = headNanos;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        budget = new FrameBudget(ctx.executor().ticker().nanoTime());
        deadline = new Deadline(ctx.executor(), () -> end(ctx));
        isAwaiting = true;
        deadline.in(headNanos);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (isOver) {
            in.release();
            return;
        }
        frames.read(in);
        if (isWithinBudget(ctx)) {
            arm();
            ctx.fireChannelRead(in);
        } else {
            in.release();
            end(ctx);
        }
    }

    private boolean isWithinBudget(ChannelHandlerContext ctx) {
        int idle = frames.takeIdle();
        int windowUpdates = frames.takeWindowUpdates();
        return idle + windowUpdates == 0
                || budget == null
                || budget.tryTake(ctx.executor().ticker().nanoTime(), idle, windowUpdates);
    }

    /** The time of what has begun counts from its own first byte, however much came whole before it. */
    private void arm() {
        boolean isNew = !isAwaiting || whole != frames.whole();
        isAwaiting = frames.isAwaiting();
        whole = frames.whole();
        if (deadline == null) {
            return;
        }
        if (!isAwaiting) {
            deadline.off();
        } else if (isNew) {
            deadline.in(headNanos);
        }
    }

    private void end(ChannelHandlerContext ctx) {
        isOver = true;
        // Down the whole pipeline, for the codec to write; and closed behind it, whoever takes it or not.
        ctx.pipeline().writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM));
        ctx.close();
    }

    /** The client was sent payload, and may widen its windows for it. */
    void onDataSent(int bytes) {
        if (budget != null) {
            budget.onDataSent(bytes);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (deadline != null) {
            deadline.close();
        }
        ctx.fireChannelInactive();
    }
}
