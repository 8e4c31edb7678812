package io.penstock.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * The floor: bytes from one socket to the other, one thread, nothing looked at. What a proxy costs above this is its own doing;
 * what this costs is the kernel's, and some 1 us per request or frame of the JVM's way into it.
 */
public final class Relay implements AutoCloseable {
    private static final int SCRATCH_BYTES = 64 * 1024;
    private static final int BACKLOG = 8192;

    private final Selector selector;
    private final ServerSocketChannel server;
    private final InetSocketAddress target;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private final Consumer<SelectionKey> ready = this::onReady;
    private volatile boolean running = true;

    private Relay(Selector selector, ServerSocketChannel server, InetSocketAddress target) {
        this.selector = selector;
        this.server = server;
        this.target = target;
    }

    /** Listens on 127.0.0.1 and relays to another port of it; port 0 picks a free one. */
    public static Relay listen(int port, int targetPort) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open();
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        server.bind(new InetSocketAddress(loopback, port), BACKLOG);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        return new Relay(selector, server, new InetSocketAddress(loopback, targetPort));
    }

    /** The port that is listened on. */
    public int port() {
        return server.socket().getLocalPort();
    }

    /** Relays on the calling thread until {@link #close()}. */
    public void run() throws IOException {
        while (running) {
            selector.select(ready);
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    /** Ends {@link #run()}, which closes the sockets; callable from any thread. */
    @Override
    public void close() {
        running = false;
        selector.wakeup();
    }

    private void onReady(SelectionKey key) {
        try {
            if (key.attachment() instanceof Side side) {
                side.onReady(scratch);
            } else {
                accept();
            }
        } catch (IOException reset) {
            if (key.attachment() instanceof Side side) {
                side.closeBoth();
            }
        }
    }

    private void accept() throws IOException {
        for (SocketChannel client = server.accept(); client != null; client = server.accept()) {
            Side.pair(client, SocketChannel.open(target), selector);
        }
    }

    /** One of two sockets that are relayed into each other. */
    private static final class Side {
        private final SocketChannel channel;
        private final SelectionKey key;
        private Side peer = this;
        private ByteBuffer waiting = ByteBuffer.allocate(0);

        private Side(SocketChannel channel, Selector selector) throws IOException {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            this.channel = channel;
            this.key = channel.register(selector, SelectionKey.OP_READ, this);
        }

        static void pair(SocketChannel one, SocketChannel other, Selector selector) throws IOException {
            Side side = new Side(one, selector);
            side.peer = new Side(other, selector);
            side.peer.peer = side;
        }

        void onReady(ByteBuffer scratch) throws IOException {
            if (key.isValid() && key.isWritable()) {
                flush();
            }
            if (!key.isValid() || !key.isReadable()) {
                return;
            }
            int count = channel.read(scratch.clear());
            if (count < 0) {
                closeBoth();
            } else if (count > 0) {
                peer.write(scratch.flip(), key);
            }
        }

        /** What the socket does not take is kept, and the source is not read until it has left. */
        private void write(ByteBuffer bytes, SelectionKey source) throws IOException {
            channel.write(bytes);
            if (bytes.hasRemaining()) {
                waiting = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
                key.interestOpsOr(SelectionKey.OP_WRITE);
                source.interestOpsAnd(~SelectionKey.OP_READ);
            }
        }

        private void flush() throws IOException {
            channel.write(waiting);
            if (!waiting.hasRemaining()) {
                key.interestOpsAnd(~SelectionKey.OP_WRITE);
                peer.key.interestOpsOr(SelectionKey.OP_READ);
            }
        }

        private void closeBoth() {
            closeQuietly(channel);
            closeQuietly(peer.channel);
        }

        private static void closeQuietly(SocketChannel channel) {
            try {
                channel.close();
            } catch (IOException late) {
                System.err.println("relay: close: " + late.getMessage());
            }
        }
    }

    /**
     * {@code Relay PORT TARGET_PORT}: relays until the process is ended.
     *
     * @param arguments the port to listen on, 0 for a free one, which is printed; the port to relay to
     */
    public static void main(String[] arguments) throws IOException {
        try (Relay relay = listen(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]))) {
            System.out.println("relay: listening on 127.0.0.1:" + relay.port());
            relay.run();
        }
    }
}
