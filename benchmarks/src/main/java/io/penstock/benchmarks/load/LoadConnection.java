package io.penstock.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One keep-alive connection of the load: asks, reads the answer, judges it, asks again. */
final class LoadConnection {
    private final InetSocketAddress address;
    private final Shape shape;
    private final Tally tally;
    private final ByteBuffer request;
    private final EventScan events;
    private final AnswerScan answer;
    private final SocketChannel channel;
    private final SelectionKey key;
    private long askedNanos;
    private boolean firstSeen;

    /** Connects, blocking, and registers with {@code selector}; borrows {@code request}, shared by all connections. */
    LoadConnection(InetSocketAddress address, Shape shape, ByteBuffer request, Tally tally, Selector selector)
            throws IOException {
        this.address = address;
        this.shape = shape;
        this.tally = tally;
        this.request = request.duplicate();
        this.events = new EventScan(tally);
        this.answer = new AnswerScan(events);
        this.channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        this.key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Sends the request, all but its last {@code withheld} bytes. */
    void ask(int withheld) throws IOException {
        answer.reset();
        firstSeen = false;
        askedNanos = System.nanoTime();
        request.clear().limit(request.capacity() - withheld);
        flush();
    }

    /** Sends what {@link #ask} withheld. */
    void askTheRest() throws IOException {
        request.limit(request.capacity());
        flush();
    }

    /** Whether all that was asked for so far has left. */
    boolean isFlushed() {
        return !request.hasRemaining();
    }

    /** Whether the answer that was asked for last has come. */
    boolean isAnswered() {
        return answer.isDone();
    }

    /**
     * The socket is ready.
     *
     * @param scratch borrowed, its content is gone afterwards
     * @return whether an answer ended
     */
    boolean onReady(ByteBuffer scratch) throws IOException {
        if (key.isWritable()) {
            flush();
        }
        if (!key.isReadable()) {
            return false;
        }
        scratch.clear();
        int count = channel.read(scratch);
        if (count < 0) {
            onClosed();
            return false;
        }
        int before = events.stamps();
        long now = System.nanoTime();
        answer.feed(scratch.flip(), now);
        if (events.stamps() > before) {
            tally.onReadWithEvents();
            onOutput(now);
        }
        if (answer.isBad()) {
            tally.onFailure("an answer that is no HTTP, or bytes behind it, status " + answer.status());
            key.cancel();
            return false;
        }
        if (answer.isDone()) {
            onAnswer(now);
        }
        return answer.isDone();
    }

    void close() throws IOException {
        channel.close();
    }

    private void onOutput(long now) {
        if (!firstSeen) {
            firstSeen = true;
            tally.onFirst(now - askedNanos);
        }
    }

    private void onAnswer(long now) {
        boolean whole = events.stamps() == shape.events() && (!shape.stream() || events.isDone());
        if (answer.status() != 200) {
            tally.onFailure("status " + answer.status() + " from " + address);
        } else if (!whole || events.frames() != shape.frames() || answer.isClosing()) {
            tally.onFailure(events.stamps() + " events in " + events.frames() + " frames from " + address
                    + " (expected: " + shape.events() + " in " + shape.frames() + "), closing: " + answer.isClosing());
        } else {
            tally.onAnswer(now - askedNanos);
        }
    }

    private void onClosed() {
        tally.onFailure("connection closed by " + address + " after " + events.stamps() + " events");
        key.cancel();
    }

    private void flush() throws IOException {
        channel.write(request);
        int wanted = request.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }
}
