package io.penstock.server;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.penstock.config.Transport;

/**
 * How sockets are waited for. Epoll is the default on Linux: io_uring showed no gain in CPU and a worse tail at one connection, NIO
 * costs 5 to 10 % more.
 */
public enum NativeTransport {
    /** Linux epoll; each event loop has its own listening socket (SO_REUSEPORT). */
    EPOLL(true, EpollServerSocketChannel.class, EpollSocketChannel.class, EpollDatagramChannel.class),
    /** Linux io_uring. */
    IO_URING(true, IoUringServerSocketChannel.class, IoUringSocketChannel.class, IoUringDatagramChannel.class),
    /** What every platform has. */
    NIO(false, NioServerSocketChannel.class, NioSocketChannel.class, NioDatagramChannel.class);

    private static final int URING_QUIET_MILLIS = 50;

    private final boolean hasReusePort;
    private final Class<? extends ServerChannel> serverChannel;
    private final Class<? extends Channel> clientChannel;
    private final Class<? extends DatagramChannel> datagramChannel;

    NativeTransport(
            boolean hasReusePort,
            Class<? extends ServerChannel> serverChannel,
            Class<? extends Channel> clientChannel,
            Class<? extends DatagramChannel> datagramChannel) {
        this.hasReusePort = hasReusePort;
        this.serverChannel = serverChannel;
        this.clientChannel = clientChannel;
        this.datagramChannel = datagramChannel;
    }

    /**
     * The transport that {@code wanted} names, the best there is for {@code AUTO}.
     *
     * @throws IllegalStateException where the one that was named is not to be had on this machine
     */
    public static NativeTransport of(Transport wanted) {
        return switch (wanted) {
            case AUTO -> Epoll.isAvailable() ? EPOLL : NIO;
            case EPOLL -> require(EPOLL, Epoll.isAvailable());
            case IO_URING -> require(IO_URING, IoUring.isAvailable());
            case NIO -> NIO;
        };
    }

    private static NativeTransport require(NativeTransport transport, boolean isAvailable) {
        if (!isAvailable) {
            throw new IllegalStateException(
                    "server.transport: " + transport.key() + " (expected: auto or nio on this machine)");
        }
        return transport;
    }

    EventLoopGroup newGroup(int loops, String name) {
        return new MultiThreadIoEventLoopGroup(loops, new DefaultThreadFactory(name), handlers());
    }

    private IoHandlerFactory handlers() {
        return switch (this) {
            case EPOLL -> EpollIoHandler.newFactory();
            case IO_URING -> IoUringIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    /**
     * How long a loop that is to end waits for nothing to happen. A read that io_uring has in flight holds its buffer until the
     * kernel says that it was cancelled, which a loop that ends at once does not hear (Netty 4.2.18).
     */
    int quietMillis() {
        return this == IO_URING ? URING_QUIET_MILLIS : 0;
    }

    boolean hasReusePort() {
        return hasReusePort;
    }

    Class<? extends ServerChannel> serverChannel() {
        return serverChannel;
    }

    Class<? extends Channel> clientChannel() {
        return clientChannel;
    }

    Class<? extends DatagramChannel> datagramChannel() {
        return datagramChannel;
    }

    /** The name in the configuration and in the line that says that the server is ready. */
    public String key() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
