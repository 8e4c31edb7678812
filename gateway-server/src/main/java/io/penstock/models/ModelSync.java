package io.penstock.models;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.penstock.config.GatewayConfig;
import io.penstock.provider.Endpoint;
import io.penstock.upstream.Grants;
import io.penstock.upstream.UpstreamPool;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the lists of all configured providers' models: reads them at start and from time to time, each provider by itself, so that
 * none waits for another or fails with it.
 *
 * <p>All of it happens on one thread of its own, "models": JSON of megabytes is read there, snapshots are put together there, and the
 * listener is called there. Event loops only carry the bytes, and read the snapshot by one volatile read. Public methods may be called
 * from any thread.
 */
public final class ModelSync implements AutoCloseable {
    /** How long nobody may ask again for a list that could not be read. */
    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ScheduledThreadPoolExecutor thread;
    private final Fetcher fetcher;
    private final RuntimeWindows windows;
    private final Consumer<ModelIndex> onChange;
    private final List<Waiter> waiters = new ArrayList<>();
    private Map<String, ListSource> sources = new LinkedHashMap<>();
    private volatile ModelLists lists = ModelLists.EMPTY;

    /**
     * A sync that has not begun.
     *
     * @param loop the event loop that carries the requests
     * @param pool the connections of {@code loop}
     * @param grants what providers' credentials are good for
     * @param onChange called on the thread of the models when the ids have changed
     */
    public ModelSync(EventLoop loop, UpstreamPool pool, Grants grants, Consumer<ModelIndex> onChange) {
        this.thread = new ScheduledThreadPoolExecutor(
                1, new DefaultThreadFactory("models", true), new ThreadPoolExecutor.DiscardPolicy());
        this.thread.setRemoveOnCancelPolicy(true);
        this.fetcher = new Fetcher(loop, pool, grants, thread);
        this.windows = new RuntimeWindows(fetcher);
        this.onChange = onChange;
    }

    /** Goes by {@code config} from now on: providers come and go, and each that there is is asked for its list. */
    public void follow(GatewayConfig config) {
        thread.execute(() -> onConfig(config));
    }

    private void onConfig(GatewayConfig config) {
        Map<String, ListSource> before = sources;
        sources = new LinkedHashMap<>();
        for (Endpoint endpoint : config.providers().configured()) {
            ListSource old = before.get(endpoint.id());
            ProviderModels models = old != null && old.isSamePlace(endpoint)
                    ? old.models().at(endpoint)
                    : ProviderModels.unread(endpoint);
            sources.put(endpoint.id(), new ListSource(models, config.models(), fetcher, thread, this::publish));
        }
        before.values().forEach(ListSource::close);
        windows.reset(config.models().listTimeout().toNanos());
        publish();
        sources.values().forEach(ListSource::read);
    }

    private void publish() {
        List<ProviderModels> all =
                sources.values().stream().map(ListSource::models).toList();
        ModelLists before = lists;
        // A snapshot that says the same would cost every answer that was made of the last one.
        if (!List.copyOf(before.all()).equals(all)) {
            lists = new ModelLists(all);
            if (!lists.index().equals(before.index())) {
                onChange.accept(lists.index());
            }
        }
        wakeWaiters();
    }

    private void wakeWaiters() {
        List<Waiter> ready = waiters.stream().filter(this::isReady).toList();
        waiters.removeAll(ready);
        ModelLists known = lists;
        ready.forEach(waiter -> thread.execute(() -> waiter.then.accept(known)));
    }

    private boolean isReady(Waiter waiter) {
        String provider = waiter.provider;
        if (provider == null) {
            return sources.values().stream().allMatch(source -> source.isSettled(false));
        }
        ListSource source = sources.get(provider);
        return source == null || source.isSettled(true);
    }

    /** What is known now. */
    public ModelLists lists() {
        return lists;
    }

    /** Where what is known may be put into JSON: it can be megabytes. */
    public Executor thread() {
        return thread;
    }

    /**
     * Tells what is known of one provider, or of all: on the thread of the models, at once if each of them has been asked for its
     * list before, else when each has answered or failed to. One whose list is not known is asked again.
     *
     * @param provider null for all
     */
    public void whenTried(@Nullable String provider, Consumer<ModelLists> then) {
        thread.execute(() -> {
            ListSource source = provider == null ? null : sources.get(provider);
            if (source != null) {
                source.readUnlessKnown(ASK_AGAIN_NANOS);
            }
            waiters.add(new Waiter(provider, then));
            wakeWaiters();
        });
    }

    /**
     * Asks the servers that run models here how much they take in as they are run now, which may be less than the model could.
     *
     * @param then called on the thread of the models
     */
    public void askWindows(Collection<ModelRef> models, Consumer<Map<ModelRef, Long>> then) {
        thread.execute(() -> windows.ask(models, then));
    }

    /** Ends the sync; what it knows can still be read. Nobody who waits is told. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    private record Waiter(@Nullable String provider, Consumer<ModelLists> then) {}
}
