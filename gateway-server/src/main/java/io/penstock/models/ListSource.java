package io.penstock.models;

import io.penstock.config.ModelsConfig;
import io.penstock.provider.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One provider's list under one configuration: read, kept, read again. After a failure it is read again sooner, at first after 15 s, then
 * after twice as long each time, up to the usual interval. Confined to the thread of the models.
 */
final class ListSource implements ListReading.Outcome {
    private static final Logger LOG = LoggerFactory.getLogger(ModelSync.class);
    private static final Duration AGAIN_FIRST = Duration.ofSeconds(15);
    private static final int DOUBLINGS_MAX = 16;

    /** Nodes that were started together must not ask together for ever. */
    private static final double JITTER = 0.1;

    private final ModelsConfig config;
    private final Fetcher fetcher;
    private final ScheduledExecutorService thread;
    private final Runnable onChange;
    private ProviderModels models;
    private @Nullable ScheduledFuture<?> next;
    private int failures;
    private long triedAtNanos;
    private boolean isReading;
    private boolean isClosed;

    ListSource(
            ProviderModels models,
            ModelsConfig config,
            Fetcher fetcher,
            ScheduledExecutorService thread,
            Runnable onChange) {
        this.models = models;
        this.config = config;
        this.fetcher = fetcher;
        this.thread = thread;
        this.onChange = onChange;
    }

    ProviderModels models() {
        return models;
    }

    /** Whether a list that was read here would be that of {@code endpoint} too. */
    boolean isSamePlace(Endpoint endpoint) {
        return models.endpoint().url().equals(endpoint.url())
                && models.endpoint()
                        .provider()
                        .models()
                        .equals(endpoint.provider().models());
    }

    /**
     * Whether there is nothing to wait for.
     *
     * @param isAlone whether it is this list that is asked for: then one that could not be read is waited for while it is read again;
     *     the list of all does without it
     */
    boolean isSettled(boolean isAlone) {
        return models.isKnown() || (models.isTried() && !(isAlone && isReading));
    }

    /** Reads the list, unless that is under way. */
    void read() {
        if (isReading || isClosed) {
            return;
        }
        isReading = true;
        triedAtNanos = System.nanoTime();
        if (next != null) {
            next.cancel(false);
            next = null;
        }
        ListReading.start(models.endpoint(), fetcher, config.listTimeout().toNanos(), this);
    }

    /** Reads a list of which nothing is known, unless that was tried within the last {@code pauseNanos}. */
    void readUnlessKnown(long pauseNanos) {
        if (!models.isKnown() && System.nanoTime() - triedAtNanos > pauseNanos) {
            read();
        }
    }

    @Override
    public void onRead(List<Model> list) {
        if (isClosed) {
            return;
        }
        if (failures > 0) {
            LOG.atInfo().addKeyValue("provider", models.endpoint().id()).log("the list of models can be read again");
        }
        failures = 0;
        models = models.read(list, Instant.now());
        readAgainIn(config.refreshInterval());
    }

    @Override
    public void onFailed(ListFailure failure, int status) {
        if (isClosed) {
            return;
        }
        if (failures == 0) {
            LOG.atWarn()
                    .addKeyValue("provider", models.endpoint().id())
                    .addKeyValue("failure", failure.key())
                    .addKeyValue("status", status)
                    .log("the list of models cannot be read");
        }
        Duration again = AGAIN_FIRST.multipliedBy(1L << Math.min(failures, DOUBLINGS_MAX));
        failures++;
        models = models.failed(failure);
        readAgainIn(again.compareTo(config.refreshInterval()) < 0 ? again : config.refreshInterval());
    }

    private void readAgainIn(Duration interval) {
        isReading = false;
        double factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        next = thread.schedule(this::read, (long) (interval.toNanos() * factor), TimeUnit.NANOSECONDS);
        onChange.run();
    }

    /** What is still under way counts for nothing. */
    void close() {
        isClosed = true;
        if (next != null) {
            next.cancel(false);
        }
    }
}
