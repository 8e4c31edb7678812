package io.penstock.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HttpRefusal;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.LoopContext;
import io.penstock.exchange.Origin;
import io.penstock.relay.Deadline;
import io.penstock.relay.Sink;
import io.penstock.relay.Source;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells the exchange of the moment what came in. Confined to its event loop. */
final class ExchangeHandler extends ChannelInboundHandlerAdapter {
    private final LoopContext context;
    private final Sink sink;
    private final Source source;
    private final Peer peer;

    private @Nullable Exchange exchange;
    private @Nullable Deadline deadline;

    ExchangeHandler(LoopContext context, Sink sink, Source source, Peer peer) {
        this.context = context;
        this.sink = sink;
        this.source = source;
        this.peer = peer;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline = new Deadline(ctx.executor(), this::onDeadline);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf piece) {
            current().onBody(piece);
        } else if (message instanceof Head head) {
            begin(peer.origin(head)).onHead(head);
        } else {
            current().onBodyEnd();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null && ctx.channel().isWritable()) {
            exchange.onSinkWritable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.onClientGone();
        }
        if (deadline != null) {
            deadline.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == RequestTimedOut.INSTANCE) {
            unsettled().onRequestTimedOut();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof HttpRefusal refusal) {
            unsettled().onRefused(refusal);
        } else if (cause instanceof IOException || cause.getCause() instanceof SSLException) {
            // A reset is how some clients go, and what is no TLS is no request.
            ctx.close();
        } else if (exchange != null) {
            exchange.onDefect(cause);
        } else {
            ctx.close();
        }
    }

    /** A request that cannot be read is answered where its exchange has not been; otherwise as one of its own. */
    private Exchange unsettled() {
        return exchange == null || exchange.isSettled() ? begin(peer.origin()) : exchange;
    }

    private void onDeadline() {
        if (exchange != null) {
            exchange.onDeadline();
        }
    }

    private Exchange begin(Origin origin) {
        if (deadline == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        exchange = new Exchange(context, sink, source, deadline, origin);
        return exchange;
    }

    private Exchange current() {
        return exchange == null ? begin(peer.origin()) : exchange;
    }
}
