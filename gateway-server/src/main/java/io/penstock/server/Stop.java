package io.penstock.server;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends a gateway as it is asked to: the first SIGTERM or SIGINT takes no new work and lets streams finish up to the drain time, the
 * second ends what is left.
 */
final class Stop {
    private final Gateway gateway;
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    Stop(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Takes signals from now on. */
    void listen() {
        Signals.on("TERM", this::onSignal);
        Signals.on("INT", this::onSignal);
    }

    /** Returns when the gateway has stopped. */
    void await() throws InterruptedException {
        first.await();
        Thread drainer = new Thread(
                () -> {
                    gateway.drain();
                    over.countDown();
                },
                "drain");
        drainer.setDaemon(true);
        drainer.start();
        over.await();
        gateway.stop();
    }

    private void onSignal() {
        if (asked.incrementAndGet() == 1) {
            first.countDown();
        } else {
            over.countDown();
        }
    }
}
