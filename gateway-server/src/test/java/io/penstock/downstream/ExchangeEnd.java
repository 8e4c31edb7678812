package io.penstock.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.penstock.codec.http.Head;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the exchange is told of a request: a word for each message. */
abstract class ExchangeEnd extends ChannelInboundHandlerAdapter {
    final List<String> messages = new ArrayList<>();
    Runnable onPiece = () -> {};

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Head head) {
            messages.add(head.method().name());
        } else if (message instanceof ByteBuf piece) {
            messages.add(piece.toString(StandardCharsets.US_ASCII));
            piece.release();
            onPiece.run();
        } else {
            messages.add("end");
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == RequestTimedOut.INSTANCE) {
            messages.add("timed out");
        }
    }

    @Override
    public abstract void exceptionCaught(ChannelHandlerContext ctx, Throwable cause);
}
