package io.penstock.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * One connection to the mock provider. Answers are written at once from a shared buffer; what the socket does not take waits
 * here, and a stream that is sent as fast as it goes writes no further event before that has left.
 */
final class UpstreamConnection implements Comparable<UpstreamConnection> {
    /** A stream of which nobody said how long it should be. */
    private static final int EVENTS_DEFAULT = 64;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final AskScan ask = new AskScan();
    private ByteBuffer waiting = ByteBuffer.allocate(0);
    private UpstreamStream stream = UpstreamStream.OPENAI;
    private int eventsLeft;
    private long intervalNanos;
    private boolean usageAsked;
    private long dueNanos;

    UpstreamConnection(SocketChannel channel, Selector selector) throws IOException {
        this.channel = channel;
        this.key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /**
     * The socket is ready.
     *
     * @param scratch borrowed
     * @param phase 0 to 1: when within its interval a paced stream that begins now sends its second event
     * @return whether a paced stream began, whose next event is due at {@link #dueNanos()}
     */
    boolean onReady(ByteBuffer scratch, double phase) throws IOException {
        if (key.isWritable()) {
            flushWaiting();
            burst(scratch);
        }
        if (!key.isReadable()) {
            return false;
        }
        scratch.clear();
        int count = channel.read(scratch);
        if (count < 0 || (count > 0 && !readAsk(scratch.flip()))) {
            channel.close();
            return false;
        }
        return count > 0 && ask.isComplete() && answer(scratch, phase);
    }

    /** Sends the event that is due; answers whether another one will be. */
    boolean onDue(ByteBuffer scratch) throws IOException {
        if (!channel.isOpen()) {
            return false;
        }
        dueNanos += intervalNanos;
        stream.event(scratch.clear(), System.nanoTime());
        if (--eventsLeft == 0) {
            stream.finish(scratch, usageAsked);
        }
        write(scratch.flip());
        return eventsLeft > 0;
    }

    /** When the next event of the stream is due, {@link System#nanoTime()}. */
    long dueNanos() {
        return dueNanos;
    }

    /** By due time. */
    @Override
    public int compareTo(UpstreamConnection other) {
        return Long.compare(dueNanos - other.dueNanos, 0);
    }

    void close() throws IOException {
        channel.close();
    }

    /** Answers false where the peer sent no request, or one before its answer had ended. */
    private boolean readAsk(ByteBuffer in) {
        if (eventsLeft > 0) {
            return false;
        }
        ask.feed(in);
        return !ask.isBad() && !in.hasRemaining();
    }

    private boolean answer(ByteBuffer scratch, double phase) throws IOException {
        scratch.clear();
        if (!ask.isChat() && !ask.isMessages()) {
            if (ask.isModels()) {
                UpstreamAnswer.models(scratch);
            } else {
                UpstreamAnswer.notFound(scratch);
            }
        } else if (ask.isStream()) {
            return startStream(scratch, phase);
        } else {
            UpstreamAnswer.json(scratch, System.nanoTime());
        }
        write(scratch.flip());
        return false;
    }

    /** Head and role go in a write of their own, as a provider sends them before its model has said anything. */
    private boolean startStream(ByteBuffer scratch, double phase) throws IOException {
        eventsLeft = ask.events() == 0 ? EVENTS_DEFAULT : ask.events();
        intervalNanos = ask.intervalMicros() * 1_000L;
        usageAsked = ask.isUsageAsked();
        stream = ask.isMessages() ? UpstreamStream.ANTHROPIC : UpstreamStream.OPENAI;
        stream.start(scratch);
        write(scratch.flip());
        if (intervalNanos == 0) {
            burst(scratch);
            return false;
        }
        dueNanos = System.nanoTime() - intervalNanos + (long) (phase * intervalNanos);
        return onDue(scratch);
    }

    private void burst(ByteBuffer scratch) throws IOException {
        while (intervalNanos == 0 && eventsLeft > 0 && !waiting.hasRemaining()) {
            scratch.clear();
            while (eventsLeft > 0 && scratch.remaining() > 4 * UpstreamStream.FRAME_BYTES_MAX) {
                stream.event(scratch, System.nanoTime());
                if (--eventsLeft == 0) {
                    stream.finish(scratch, usageAsked);
                }
            }
            write(scratch.flip());
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        if (!waiting.hasRemaining()) {
            channel.write(bytes);
        }
        if (bytes.hasRemaining()) {
            waiting = ByteBuffer.allocate(waiting.remaining() + bytes.remaining())
                    .put(waiting)
                    .put(bytes)
                    .flip();
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
    }

    private void flushWaiting() throws IOException {
        channel.write(waiting);
        if (!waiting.hasRemaining()) {
            key.interestOps(SelectionKey.OP_READ);
        }
    }
}
