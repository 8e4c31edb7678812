package io.penstock.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** An output that blocks its writer until it is let go, as a pipe does whose reader has stopped. */
final class StuckOutput extends OutputStream {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int length) {
        entered.countDown();
        await(released);
        synchronized (written) {
            written.write(bytes, start, length);
        }
    }

    /** Returns once a writer is stuck. */
    void awaitStuck() {
        await(entered);
    }

    void release() {
        released.countDown();
    }

    List<String> lines() {
        synchronized (written) {
            return written.toString(StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
