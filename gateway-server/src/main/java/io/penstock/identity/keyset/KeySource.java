package io.penstock.identity.keyset;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.penstock.config.KeyPlace;
import io.penstock.config.KeyUrl;
import io.penstock.upstream.FetchFailure;
import io.penstock.upstream.FetchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the keys of one issuer: reads them at start and ahead of need from then on, sooner after a failure (1 s, then twice as long each
 * time, up to a minute). What was read last serves for as long as nothing else can be: an issuer that is down takes nobody's access away.
 *
 * <p>A token whose key is not known, or that names none and is not of the one that fits, may have one that is new: the keys are read again for it, but not more often than every 30 s, whatever
 * ids anybody makes up.
 *
 * <p>Confined to the thread of the key sets, but for {@link #keys}, {@link #start}, {@link #awaitNewer} and {@link #close}.
 */
public final class KeySource {
    private static final Logger LOG = LoggerFactory.getLogger(KeySource.class);
    private static final long NEWER_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long BACK_OFF_FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long BACK_OFF_NANOS_MAX = TimeUnit.MINUTES.toNanos(1);
    private static final int DOUBLINGS_MAX = 6;

    /** Nodes that were started together must not ask together for ever. */
    private static final double JITTER = 0.1;

    private static final int WAITERS_MAX = 1024;
    private static final int STATUS_OK = 200;

    private final String issuer;
    private final KeyPlace place;
    private final long refreshNanos;
    private final EventExecutor thread;
    private final BiConsumer<KeyUrl, FetchListener> fetcher;
    private final List<Runnable> waiters = new ArrayList<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private @Nullable Future<?> next;
    private @Nullable KeyUrl discovered;
    private List<String> dropped = List.of();
    private int failures;
    private boolean isClosed;
    private volatile @Nullable KeySet keys;
    private volatile boolean isReading;
    private volatile long newerAtNanos;

    /**
     * A source that has read nothing.
     *
     * @param issuer whose keys they are
     * @param place where they are
     * @param refresh between two readings
     * @param thread the thread of the key sets
     * @param fetcher fetches a document, and tells of it on {@code thread}
     */
    public KeySource(
            String issuer,
            KeyPlace place,
            Duration refresh,
            EventExecutor thread,
            BiConsumer<KeyUrl, FetchListener> fetcher) {
        this.issuer = issuer;
        this.place = place;
        this.refreshNanos = refresh.toNanos();
        this.thread = thread;
        this.fetcher = fetcher;
        this.newerAtNanos = nowNanos();
    }

    private long nowNanos() {
        return thread.ticker().nanoTime();
    }

    /** Begins to read. */
    public void start() {
        thread.execute(this::onTime);
    }

    /** What was read last; null until something was. */
    public @Nullable KeySet keys() {
        return keys;
    }

    /**
     * Has the keys read again for a token whose key may not be among them.
     *
     * @param whenRead called once on the thread of the key sets, when that has come to an end, good or bad
     * @return false where they were read for another such token just before, or too many wait: then nothing is called
     */
    public boolean awaitNewer(Runnable whenRead) {
        if (!isReading && nowNanos() - newerAtNanos < 0) {
            return false;
        }
        if (waiting.incrementAndGet() > WAITERS_MAX) {
            waiting.decrementAndGet();
            return false;
        }
        thread.execute(() -> await(whenRead));
        return true;
    }

    private void await(Runnable whenRead) {
        waiters.add(whenRead);
        boolean isDue = nowNanos() - newerAtNanos >= 0;
        if (!isReading && isDue) {
            newerAtNanos = nowNanos() + NEWER_PAUSE_NANOS;
            read(discovered);
        } else if (!isReading) {
            wakeWaiters();
        }
    }

    private void wakeWaiters() {
        waiters.forEach(thread::execute);
        waiting.addAndGet(-waiters.size());
        waiters.clear();
    }

    private void onTime() {
        if (!isReading) {
            read(null);
        }
    }

    /** Reads the keys: at a place that is known already, or wherever the issuer says that they are now. */
    private void read(@Nullable KeyUrl known) {
        if (isClosed) {
            wakeWaiters();
            return;
        }
        isReading = true;
        if (next != null) {
            next.cancel(false);
        }
        guarded(() -> ask(known));
    }

    /** Whatever a document brings about, there is another reading after it. */
    private void guarded(Runnable step) {
        boolean isDone = false;
        try {
            step.run();
            isDone = true;
        } finally {
            if (!isDone) {
                fail("a defect");
            }
        }
    }

    private void ask(@Nullable KeyUrl known) {
        if (known != null) {
            fetchKeys(known);
        } else if (place instanceof KeyPlace.Discovered by) {
            fetcher.accept(
                    by.document(), new Answer("the discovery document", json -> onDiscovery(by.document(), json)));
        } else if (place instanceof KeyPlace.Fetched at) {
            fetchKeys(at.url());
        } else if (place instanceof KeyPlace.Local in) {
            onKeys(KeyFile.read(in.path()));
        }
    }

    private void fetchKeys(KeyUrl url) {
        fetcher.accept(url, new Answer("the keys", this::onKeys));
    }

    /** Hands on the body of an answer that is one. */
    private final class Answer implements FetchListener {
        private final String what;
        private final Consumer<byte[]> then;

        Answer(String what, Consumer<byte[]> then) {
            this.what = what;
            this.then = then;
        }

        @Override
        public void onFetched(int status, byte[] body) {
            if (status == STATUS_OK) {
                guarded(() -> then.accept(body));
            } else {
                fail(what + ": status " + status);
            }
        }

        @Override
        public void onFailed(FetchFailure failure) {
            fail(what + ": " + failure);
        }
    }

    private void onDiscovery(KeyUrl from, byte[] json) {
        DiscoveryDocument document = DiscoveryDocument.read(json, issuer, from);
        discovered = document.keys();
        if (discovered == null) {
            fail("the discovery document: " + document.reason());
        } else {
            fetchKeys(discovered);
        }
    }

    private void onKeys(byte[] json) {
        KeySetReader.Reading reading = KeySetReader.read(json);
        if (reading == null) {
            fail("the keys: not a key set");
        } else if (reading.keys().isEmpty()) {
            fail("the keys: none that can be used " + reading.dropped());
        } else {
            succeed(reading);
        }
    }

    private void succeed(KeySetReader.Reading reading) {
        // A set that says the same would cost every token that was verified with the last one.
        if (!reading.keys().equals(keys) || !reading.dropped().equals(dropped)) {
            LOG.atInfo()
                    .addKeyValue("issuer", issuer)
                    .addKeyValue("keys", reading.keys().ids())
                    .addKeyValue("dropped", reading.dropped())
                    .log("the keys of an issuer are new");
        } else if (failures > 0) {
            LOG.atInfo().addKeyValue("issuer", issuer).log("the keys of an issuer can be read again");
        }
        if (!reading.keys().equals(keys)) {
            keys = reading.keys();
        }
        dropped = reading.dropped();
        failures = 0;
        double factor = 1 - JITTER * ThreadLocalRandom.current().nextDouble();
        over((long) (refreshNanos * factor));
    }

    private void fail(String reason) {
        if (failures == 0) {
            LOG.atWarn()
                    .addKeyValue("issuer", issuer)
                    .addKeyValue("reason", reason)
                    .log("the keys of an issuer cannot be read");
        }
        long backOffNanos = BACK_OFF_FIRST_NANOS << Math.min(failures, DOUBLINGS_MAX);
        failures++;
        over(Math.min(backOffNanos, BACK_OFF_NANOS_MAX));
    }

    private void over(long againInNanos) {
        isReading = false;
        if (!isClosed) {
            next = thread.schedule(this::onTime, againInNanos, TimeUnit.NANOSECONDS);
        }
        wakeWaiters();
    }

    /** Reads no more; what was read can still be used. */
    public void close() {
        thread.execute(() -> {
            isClosed = true;
            if (next != null) {
                next.cancel(false);
            }
            wakeWaiters();
        });
    }
}
