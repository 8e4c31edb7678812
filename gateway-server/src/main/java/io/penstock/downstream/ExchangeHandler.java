package io.penstock.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HttpRefusal;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.LoopContext;
import io.penstock.relay.Deadline;
import io.penstock.relay.Sink;
import io.penstock.relay.Source;
import java.io.IOException;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells the exchange of the moment what came in. Confined to its event loop. */
final class ExchangeHandler extends ChannelInboundHandlerAdapter {
    private final LoopContext context;
    private final Sink sink;
    private final Source source;

    private @Nullable Exchange exchange;
    private @Nullable Deadline deadline;
    /** Of the client, as text: made once a connection. */
    private @Nullable String address;

    ExchangeHandler(LoopContext context, Sink sink, Source source) {
        this.context = context;
        this.sink = sink;
        this.source = source;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline = new Deadline(ctx.executor(), this::onDeadline);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf piece) {
            current(ctx).onBody(piece);
        } else if (message instanceof Head head) {
            begin(ctx).onHead(head);
        } else {
            current(ctx).onBodyEnd();
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
            unsettled(ctx).onRequestTimedOut();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof HttpRefusal refusal) {
            unsettled(ctx).onRefused(refusal);
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
    private Exchange unsettled(ChannelHandlerContext ctx) {
        return exchange == null || exchange.isSettled() ? begin(ctx) : exchange;
    }

    private void onDeadline() {
        if (exchange != null) {
            exchange.onDeadline();
        }
    }

    private Exchange begin(ChannelHandlerContext ctx) {
        if (deadline == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        if (address == null && ctx.channel().remoteAddress() instanceof InetSocketAddress inet) {
            address = inet.getAddress().getHostAddress();
        }
        exchange = new Exchange(context, sink, source, deadline, address);
        return exchange;
    }

    private Exchange current(ChannelHandlerContext ctx) {
        return exchange == null ? begin(ctx) : exchange;
    }
}
