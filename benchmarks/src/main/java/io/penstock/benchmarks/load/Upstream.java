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
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A mock provider on loopback, of OpenAI's dialect and for streams of Anthropic's too, one thread. What it answers stands in the request (see {@link Shape#request}): JSON, or
 * a stream of so many events at such an interval, each stamped with its send time.
 *
 * <p>Streams are paced to some 60 us: the selector sleeps in whole milliseconds, the rest is parked away. Each stream begins
 * at another phase of its interval, so that the events of many spread evenly and a proxy is woken for each of them.
 */
public final class Upstream implements AutoCloseable {
    private static final int SCRATCH_BYTES = 64 * 1024;
    private static final int BACKLOG = 8192;
    /** Multiples of the golden ratio, modulo 1, never cluster. */
    private static final double PHASE_STEP = 0.6180339887498949;

    private static final long MILLI_NANOS = 1_000_000;
    /** While events are due this often, new requests are looked for only now and then: the look is a call into the kernel. */
    private static final long LOOK_NANOS = 200_000;

    private final Selector selector;
    private final ServerSocketChannel server;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private final PriorityQueue<UpstreamConnection> due = new PriorityQueue<>();
    private final Consumer<SelectionKey> ready = this::onReady;
    private double phase;
    private long lookedNanos = System.nanoTime();
    private volatile boolean running = true;

    private Upstream(Selector selector, ServerSocketChannel server) {
        this.selector = selector;
        this.server = server;
    }

    /** Listens on 127.0.0.1; port 0 picks a free one. */
    public static Upstream listen(int port) throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open();
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        return new Upstream(selector, server);
    }

    /** The port that is listened on. */
    public int port() {
        return server.socket().getLocalPort();
    }

    /** Serves on the calling thread until {@link #close()}. */
    public void run() throws IOException {
        while (running) {
            waitForWork();
            sendDue();
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

    private void waitForWork() throws IOException {
        UpstreamConnection next = due.peek();
        if (next == null) {
            selector.select(ready);
            return;
        }
        long left = next.dueNanos() - System.nanoTime();
        if (left >= MILLI_NANOS) {
            selector.select(ready, left / MILLI_NANOS);
            return;
        }
        long now = System.nanoTime();
        if (now - lookedNanos > LOOK_NANOS) {
            lookedNanos = now;
            selector.selectNow(ready);
        }
        if (left > 0) {
            LockSupport.parkNanos(left);
        }
    }

    private void sendDue() {
        long now = System.nanoTime();
        UpstreamConnection next = due.peek();
        while (next != null && next.dueNanos() - now <= 0) {
            due.poll();
            try {
                if (next.onDue(scratch)) {
                    due.add(next);
                }
            } catch (IOException reset) {
                closeQuietly(next);
            }
            next = due.peek();
        }
    }

    private void onReady(SelectionKey key) {
        if (key.attachment() instanceof UpstreamConnection connection) {
            onReady(connection);
        } else {
            accept();
        }
    }

    private void onReady(UpstreamConnection connection) {
        try {
            phase = (phase + PHASE_STEP) % 1;
            if (connection.onReady(scratch, phase)) {
                due.add(connection);
            }
        } catch (IOException reset) {
            closeQuietly(connection);
        }
    }

    private void accept() {
        try {
            for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                new UpstreamConnection(channel, selector);
            }
        } catch (IOException gone) {
            // A client that was gone before it was accepted; the next one is met on the next turn.
            System.err.println("upstream: accept: " + gone.getMessage());
        }
    }

    private static void closeQuietly(UpstreamConnection connection) {
        try {
            connection.close();
        } catch (IOException late) {
            System.err.println("upstream: close: " + late.getMessage());
        }
    }

    /**
     * {@code Upstream PORT}: serves until the process is ended.
     *
     * @param arguments the port, 0 for a free one, which is printed
     */
    public static void main(String[] arguments) throws IOException {
        try (Upstream upstream = listen(Integer.parseInt(arguments[0]))) {
            System.out.println("upstream: listening on 127.0.0.1:" + upstream.port());
            upstream.run();
        }
    }
}
