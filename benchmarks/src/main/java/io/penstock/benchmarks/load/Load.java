package io.penstock.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The client side of a measurement: all connections of one {@link Shape} on one thread, one selector. Confined to the thread
 * that made it; the sockets are closed with it, streams in flight are cut.
 */
final class Load implements AutoCloseable {
    private static final int SCRATCH_BYTES = 256 * 1024;
    private static final int OPENED_BETWEEN_TURNS = 16;

    private final Shape shape;
    private final Tally tally;
    private final Selector selector;
    private final List<LoadConnection> connections;
    /** On the heap, where a byte at a time is read faster than off it; the copy costs less than it saves. */
    private final ByteBuffer scratch = ByteBuffer.allocate(SCRATCH_BYTES);

    private final Consumer<SelectionKey> ready = this::onReady;
    private boolean repeating = true;

    /** Connects to a proxy on this machine's loopback; asks nothing yet. */
    Load(Peer peer, Shape shape, Tally tally) throws IOException {
        this.shape = shape;
        this.tally = tally;
        this.selector = Selector.open();
        this.connections = new ArrayList<>(shape.connections());
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), peer.port());
        ByteBuffer request = shape.request(peer.port(), peer.credential());
        for (int i = 0; i < shape.connections(); i++) {
            connections.add(new LoadConnection(address, shape, request, tally, selector));
        }
    }

    /** Asks on every connection; between some of them answers are read, so that a storm of heads delays no event. */
    void askAll() throws IOException {
        for (int i = 0; i < connections.size(); i++) {
            connections.get(i).ask(0);
            if (i % OPENED_BETWEEN_TURNS == 0) {
                selector.selectNow(ready);
            }
        }
    }

    /** Sends every request but its last byte and returns when all have left this process or the deadline has passed. */
    void askAllButTheLastByte(long deadlineNanos) throws IOException {
        repeating = false;
        for (LoadConnection connection : connections) {
            connection.ask(1);
        }
        while (System.nanoTime() < deadlineNanos && !connections.stream().allMatch(LoadConnection::isFlushed)) {
            selector.select(ready, 20);
        }
    }

    /** Sends the last bytes and waits for the answers. */
    void finishAll(long deadlineNanos) throws IOException {
        for (LoadConnection connection : connections) {
            connection.askTheRest();
        }
        while (System.nanoTime() < deadlineNanos && answered() < connections.size() - tally.failures()) {
            selector.select(ready, 20);
        }
        if (answered() < shape.connections()) {
            tally.onFailure(answered() + " answers (expected: " + shape.connections() + ")");
        }
    }

    /** Reads and, whenever an answer ends, asks again, until the deadline. */
    void runUntil(long deadlineNanos) throws IOException {
        for (long left = deadlineNanos - System.nanoTime(); left > 0; left = deadlineNanos - System.nanoTime()) {
            selector.select(ready, Math.max(1, left / 1_000_000));
        }
    }

    /** After this an answer's end is not followed by a new request. */
    void stopRepeating() {
        repeating = false;
    }

    @Override
    public void close() throws IOException {
        for (LoadConnection connection : connections) {
            connection.close();
        }
        selector.close();
    }

    private long answered() {
        return connections.stream().filter(LoadConnection::isAnswered).count();
    }

    private void onReady(SelectionKey key) {
        LoadConnection connection = (LoadConnection) key.attachment();
        try {
            if (connection.onReady(scratch) && repeating) {
                connection.ask(0);
            }
        } catch (IOException reset) {
            tally.onFailure(String.valueOf(reset.getMessage()));
            key.cancel();
        }
    }
}
