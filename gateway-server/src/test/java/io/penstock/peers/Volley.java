package io.penstock.peers;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Sends many payloads, each on a connection of its own and many at a time, and gives all that each brought back before its end. */
final class Volley implements AutoCloseable {
    private static final int AT_A_TIME = 128;
    private static final long EACH_SECONDS = 30;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    /** What came back for each payload, one character per byte, in their order. The server has to end each connection. */
    List<String> send(int port, List<byte[]> payloads) {
        Semaphore free = new Semaphore(AT_A_TIME);
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (byte[] payload : payloads) {
            free.acquireUninterruptibly();
            CompletableFuture<String> answer = new CompletableFuture<>();
            answers.add(
                    answer.whenComplete((text, failure) -> free.release()).orTimeout(EACH_SECONDS, TimeUnit.SECONDS));
            send(port, payload, answer);
        }
        List<String> received = new ArrayList<>();
        answers.forEach(answer -> received.add(answer.join()));
        return received;
    }

    private void send(int port, byte[] payload, CompletableFuture<String> answer) {
        new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Shot(payload, answer));
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), port)
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        answer.completeExceptionally(connected.cause());
                    }
                });
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static final class Shot extends SimpleChannelInboundHandler<ByteBuf> {
        private final byte[] payload;
        private final CompletableFuture<String> answer;
        private final StringBuilder received = new StringBuilder();

        Shot(byte[] payload, CompletableFuture<String> answer) {
            this.payload = payload;
            this.answer = answer;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(payload));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf in) {
            received.append(in.toString(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            answer.complete(received.toString());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // A reset is an end like any other: what came before it counts.
            ctx.close();
        }
    }
}
