package io.penstock.upstream;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.penstock.credential.Authorization;
import io.penstock.credential.GrantStep;
import io.penstock.credential.GrantStep.Ask;
import io.penstock.credential.GrantStep.GrantCall;
import io.penstock.credential.GrantStep.Granted;
import io.penstock.credential.GrantStep.Refused;
import io.penstock.credential.GrantedCredential;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Keeps what one credential was granted: asks for it before it is needed, and again when four fifths of its life are over. It is asked
 * for once, however many wait. While asking fails, what is there serves until it has expired, and asking again takes longer each time; who
 * comes meanwhile and finds nothing is told so at once, and does not ask in between.
 *
 * <p>Confined to the thread of the credentials, but for {@link #now}, {@link #start} and {@link #await}.
 */
final class GrantKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(GrantKeeper.class);
    private static final double LIFE_BEFORE_REFRESH = 0.8;

    /** Nodes that were started together must not ask together for ever. */
    private static final double JITTER = 0.05;

    private static final long BACK_OFF_FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long BACK_OFF_NANOS_MAX = TimeUnit.MINUTES.toNanos(1);
    private static final int DOUBLINGS_MAX = 6;

    /** What is about to expire while the request is on its way serves no more, in parts of a life and at most. */
    private static final int MARGIN_PART = 10;

    private static final long MARGIN_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    /** The longest way to a grant has three calls. */
    private static final int CALLS_MAX = 4;

    private static final int WAITERS_MAX = 4096;

    private final GrantedCredential credential;
    private final String provider;
    private final EventExecutor thread;
    private final Clock clock;
    private final BiConsumer<GrantCall, FetchListener> caller;
    private final List<Waiter> waiters = new ArrayList<>();
    private @Nullable Future<?> next;
    private boolean isAsking;
    private boolean isRetired;
    private int calls;
    private int failures;
    private long againAtNanos;
    private volatile @Nullable Held held;

    private record Held(Authorization authorization, long endNanos) {}

    private record Waiter(EventExecutor loop, GrantListener listener) {
        void onAuthorized(Authorization authorization) {
            loop.execute(() -> listener.onAuthorized(authorization));
        }

        void onUnauthorized() {
            loop.execute(listener::onUnauthorized);
        }
    }

    /**
     * A keeper that has asked for nothing.
     *
     * @param provider whom it is for, for the log
     * @param thread the thread of the credentials
     * @param clock by which keys and claims expire
     * @param caller makes a call, and tells of it on {@code thread}
     */
    GrantKeeper(
            GrantedCredential credential,
            String provider,
            EventExecutor thread,
            Clock clock,
            BiConsumer<GrantCall, FetchListener> caller) {
        this.credential = credential;
        this.provider = provider;
        this.thread = thread;
        this.clock = clock;
        this.caller = caller;
    }

    /** What is granted now; null where nothing is. May be called from any thread. */
    @Nullable
    Authorization now() {
        Held last = held;
        return last != null && thread.ticker().nanoTime() - last.endNanos < 0 ? last.authorization : null;
    }

    /** Asks for the first time. */
    void start() {
        thread.execute(this::ask);
    }

    /** Tells {@code listener} on {@code loop} once something is granted, or once asking for it has failed. */
    void await(EventExecutor loop, GrantListener listener) {
        thread.execute(() -> onWaiter(new Waiter(loop, listener)));
    }

    private void onWaiter(Waiter waiter) {
        Authorization granted = now();
        boolean isBackedOff = failures > 0 && thread.ticker().nanoTime() - againAtNanos < 0;
        if (granted != null) {
            waiter.onAuthorized(granted);
        } else if ((!isAsking && isBackedOff) || waiters.size() >= WAITERS_MAX) {
            waiter.onUnauthorized();
        } else {
            waiters.add(waiter);
            ask();
        }
    }

    /** It is kept for requests that began with it, and asks for no more of its own accord. */
    void retire() {
        isRetired = true;
        cancelNext();
    }

    private void cancelNext() {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
    }

    private void ask() {
        if (isAsking) {
            return;
        }
        isAsking = true;
        calls = 0;
        cancelNext();
        GrantStep first = new Refused("defect");
        try {
            first = credential.begin(nowSeconds());
        } catch (IOException e) {
            // Its message may be no more than a path, which says enough.
            first = new Refused("the file cannot be read: " + e.getClass().getSimpleName());
        } finally {
            onStep(first);
        }
    }

    private long nowSeconds() {
        return TimeUnit.MILLISECONDS.toSeconds(clock.millis());
    }

    private void onStep(GrantStep step) {
        if (step instanceof Ask ask) {
            onAsk(ask);
        } else if (step instanceof Granted granted) {
            onGranted(granted);
        } else if (step instanceof Refused refused) {
            onRefused(refused.reason());
        }
    }

    private void onAsk(Ask ask) {
        if (++calls > CALLS_MAX) {
            onRefused("too many calls");
            return;
        }
        caller.accept(ask.call(), new FetchListener() {
            @Override
            public void onFetched(int status, byte[] body) {
                GrantStep following = new Refused("defect");
                try {
                    following = ask.reader().read(status, body, nowSeconds());
                } finally {
                    onStep(following);
                }
            }

            @Override
            public void onFailed(FetchFailure failure) {
                onRefused(ask.call().url().getHost() + ": "
                        + failure.name().toLowerCase(Locale.ROOT).replace('_', ' '));
            }
        });
    }

    private void onGranted(Granted granted) {
        if (failures > 0) {
            log(false).log("a credential is granted again");
        }
        failures = 0;
        isAsking = false;
        long lifeNanos = TimeUnit.SECONDS.toNanos(granted.lifeSeconds());
        long marginNanos = Math.min(MARGIN_NANOS_MAX, lifeNanos / MARGIN_PART);
        held = new Held(granted.authorization(), thread.ticker().nanoTime() + lifeNanos - marginNanos);
        double part = LIFE_BEFORE_REFRESH - JITTER * ThreadLocalRandom.current().nextDouble();
        askIn(Math.max(BACK_OFF_FIRST_NANOS, (long) (lifeNanos * part)));
        waiters.forEach(waiter -> waiter.onAuthorized(granted.authorization()));
        waiters.clear();
    }

    private void onRefused(String reason) {
        if (failures == 0) {
            log(true).addKeyValue("reason", reason).log("a credential is not granted");
        }
        isAsking = false;
        long nanos = Math.min(BACK_OFF_NANOS_MAX, BACK_OFF_FIRST_NANOS << Math.min(failures, DOUBLINGS_MAX));
        failures++;
        againAtNanos = thread.ticker().nanoTime() + nanos;
        askIn(nanos);
        Authorization stale = now();
        for (Waiter waiter : waiters) {
            if (stale == null) {
                waiter.onUnauthorized();
            } else {
                waiter.onAuthorized(stale);
            }
        }
        waiters.clear();
    }

    private void askIn(long nanos) {
        if (!isRetired) {
            next = thread.schedule(this::ask, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private LoggingEventBuilder log(boolean isWarning) {
        return (isWarning ? LOG.atWarn() : LOG.atInfo())
                .addKeyValue("provider", provider)
                .addKeyValue("grantor", credential.grantor());
    }
}
