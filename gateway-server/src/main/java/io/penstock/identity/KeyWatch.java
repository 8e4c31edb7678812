package io.penstock.identity;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.penstock.config.KeysConfig;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is known of gateway keys up with their store, which other processes write to. All of it happens on a thread of its own,
 * "keys", the store's opening included. While the store fails, what was read last counts.
 */
public final class KeyWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);
    private static final long CLOSE_SECONDS = 2;

    private final KeyStore store;
    private final GatewayKeys keys;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, new DefaultThreadFactory("keys", true), new ThreadPoolExecutor.DiscardPolicy());
    private @Nullable ScheduledFuture<?> ticking;
    private @Nullable String version;
    private boolean isFailing;

    /**
     * A watch that waits for {@link #follow}.
     *
     * @param store taken: closed with the watch
     * @param keys told what the store holds
     */
    public KeyWatch(KeyStore store, GatewayKeys keys) {
        this.store = store;
        this.keys = keys;
    }

    /** Looks at the store now, and from time to time as {@code config} says. Called at start and for each configuration that comes later. */
    public synchronized void follow(KeysConfig config) {
        if (ticking != null) {
            ticking.cancel(false);
        }
        ticking = thread.scheduleWithFixedDelay(
                this::onTick, 0, config.refreshInterval().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void onTick() {
        try {
            String now = store.version();
            if (!now.equals(version)) {
                read();
                // Asked for before the keys: what was changed in between is read again by the next tick.
                version = now;
            }
            if (isFailing) {
                isFailing = false;
                LOG.atInfo().log("the store of gateway keys can be read again");
            }
        } catch (StoreException failed) {
            onFailed(String.valueOf(failed.getMessage()));
        } catch (RuntimeException | LinkageError defect) {
            // A tick that throws is the last one, and then nobody would hear that a key was taken back.
            onFailed(defect.toString());
        }
    }

    private void read() throws StoreException {
        KeyStore.Listing listing = store.list();
        keys.swap(listing.keys());
        LOG.atInfo().addKeyValue("keys", listing.keys().size()).log("gateway keys read");
        if (!listing.unreadable().isEmpty()) {
            LOG.atWarn().addKeyValue("keys", listing.unreadable()).log("gateway keys that cannot be read are refused");
        }
    }

    /** Said once, not every second. */
    private void onFailed(String reason) {
        if (!isFailing) {
            isFailing = true;
            LOG.atWarn()
                    .addKeyValue("reason", reason)
                    .log(
                            keys.isReady()
                                    ? "the store of gateway keys cannot be read: those that are known stay good"
                                    : "the store of gateway keys cannot be read: none is known");
        }
    }

    /** Ends the watch and closes the store; what is known can still be judged. */
    @Override
    public void close() {
        thread.execute(store::close);
        thread.shutdown();
        try {
            // A store that is stuck in a call is left to the end of the process.
            thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
