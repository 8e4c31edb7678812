package io.penstock.testsuite;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One end of a connection, client or provider: what it has seen, and what it does. Seen from any thread, changed by its own. */
class Peer extends SimpleChannelInboundHandler<HttpObject> {
    private static final long DEADLINE_NANOS = 30_000_000_000L;

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private volatile @Nullable Channel channel;
    private volatile int status;
    private volatile boolean isBegun;
    private volatile boolean isWhole;
    private volatile boolean isClosed;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (message instanceof HttpResponse response) {
            status = response.status().code();
        }
        if (message instanceof HttpRequest || message instanceof HttpResponse) {
            isBegun = true;
            onHead(ctx);
        }
        if (message instanceof HttpContent content) {
            byte[] piece = new byte[content.content().readableBytes()];
            content.content().getBytes(content.content().readerIndex(), piece);
            synchronized (received) {
                received.writeBytes(piece);
            }
            if (piece.length > 0) {
                onPiece(ctx, piece);
            }
            if (message instanceof LastHttpContent && !content.decoderResult().isFailure()) {
                isWhole = true;
                onEnd(ctx);
            }
        }
    }

    /** The head has come. */
    void onHead(ChannelHandlerContext ctx) {}

    /** A piece of the body has come. */
    void onPiece(ChannelHandlerContext ctx, byte[] piece) {}

    /** The message is whole. */
    void onEnd(ChannelHandlerContext ctx) {}

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        isClosed = true;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    final Channel channel() {
        await(() -> channel != null, "a connection");
        Channel open = channel;
        if (open == null) {
            throw new AssertionError("no connection");
        }
        return open;
    }

    final byte[] received() {
        synchronized (received) {
            return received.toByteArray();
        }
    }

    final int receivedBytes() {
        synchronized (received) {
            return received.size();
        }
    }

    final int status() {
        return status;
    }

    final boolean isBegun() {
        return isBegun;
    }

    final boolean isWhole() {
        return isWhole;
    }

    final boolean isClosed() {
        return isClosed;
    }

    /** Sends the head of a request whose body follows in pieces. */
    final void beginRequest(String path) {
        DefaultHttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, path);
        head.headers().set("host", "gateway").set("transfer-encoding", "chunked");
        channel().writeAndFlush(head);
    }

    /** Sends the head of an answer, with or without an end that its framing tells. */
    final void beginAnswer(boolean isChunked) {
        DefaultHttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        if (isChunked) {
            head.headers().set("transfer-encoding", "chunked");
        }
        channel().writeAndFlush(head);
    }

    /** Sends a piece of a body. */
    final void send(byte[] piece) {
        ByteBuf bytes = Unpooled.wrappedBuffer(piece);
        channel().writeAndFlush(new DefaultHttpContent(bytes));
    }

    /** Ends a message. */
    final void end() {
        channel().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    /** Says that no more is sent. */
    final void fin() {
        ((DuplexChannel) channel()).shutdownOutput();
    }

    /** Resets the connection. */
    final void reset() {
        channel().config().setOption(ChannelOption.SO_LINGER, 0);
        channel().close();
    }

    /** Waits for what must come. */
    static void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(100_000);
        }
    }
}
