package io.penstock.relay;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A deadline that is moved far more often than it is met: moving it later only stores a number, and the timer that finds it
 * early sets itself again. So an exchange on a busy connection schedules nothing. Confined to its event loop.
 */
public final class Deadline implements Runnable {
    private static final long NONE = Long.MAX_VALUE;

    private final EventExecutor loop;
    private final Runnable onExpired;
    private long expiresAtNanos = NONE;
    private long firesAtNanos = NONE;
    private @Nullable Future<?> timer;

    /** A deadline that is off, and calls {@code onExpired} on {@code loop} once each time that it is met. */
    public Deadline(EventExecutor loop, Runnable onExpired) {
        this.loop = loop;
        this.onExpired = onExpired;
    }

    /** Moves the deadline to {@code delayNanos} from now; 0 or less switches it off. */
    public void in(long delayNanos) {
        if (delayNanos <= 0) {
            off();
            return;
        }
        at(loop.ticker().nanoTime() + delayNanos);
    }

    /** Moves the deadline to {@code nanoTime} of the loop's ticker: for who has read that clock, which takes 35 ns, already. */
    public void at(long nanoTime) {
        expiresAtNanos = nanoTime;
        if (timer == null || expiresAtNanos - firesAtNanos < 0) {
            arm();
        }
    }

    /** Switches the deadline off; its timer may still find nothing to do. */
    public void off() {
        expiresAtNanos = NONE;
    }

    /** Switches the deadline off and drops its timer: the connection it belongs to is gone. */
    public void close() {
        off();
        dropTimer();
    }

    /** The timer fired. */
    @Override
    public void run() {
        timer = null;
        if (expiresAtNanos == NONE) {
            return;
        }
        if (expiresAtNanos - loop.ticker().nanoTime() > 0) {
            arm();
            return;
        }
        expiresAtNanos = NONE;
        onExpired.run();
    }

    private void arm() {
        dropTimer();
        firesAtNanos = expiresAtNanos;
        timer = loop.schedule(this, expiresAtNanos - loop.ticker().nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void dropTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
