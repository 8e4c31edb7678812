package io.penstock.identity.token;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.penstock.config.AuthConfig;
import io.penstock.config.IssuerConfig;
import io.penstock.config.KeyPlace;
import io.penstock.config.KeyUrl;
import io.penstock.identity.Credential;
import io.penstock.identity.CredentialCheck;
import io.penstock.identity.Verdict;
import io.penstock.identity.keyset.KeyFetcher;
import io.penstock.identity.keyset.KeySource;
import io.penstock.upstream.FetchFailure;
import io.penstock.upstream.FetchListener;
import io.penstock.upstream.UpstreamPool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges JSON Web Tokens of the configured issuers, whose keys it keeps in the background: documents are read on a thread of its own,
 * "key-sets", one event loop carries them, and signatures on curves are checked by two threads, "signatures". Public methods may be called
 * from any thread.
 */
public final class TokenCheck implements CredentialCheck, AutoCloseable {
    private static final int SIGNATURE_THREADS = 2;
    private static final int SIGNATURES_WAITING_MAX = 256;

    /** Once it has ended, it drops what comes: an answer that was under way is nobody's any more. */
    private final EventExecutor thread = new DefaultEventExecutor(
            null, new DefaultThreadFactory("key-sets", true), Integer.MAX_VALUE, (task, executor) -> {});

    private final ThreadPoolExecutor pool = new ThreadPoolExecutor(
            SIGNATURE_THREADS,
            SIGNATURE_THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(SIGNATURES_WAITING_MAX),
            new DefaultThreadFactory("signatures", true));
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private Map<Place, KeySource> sources = new HashMap<>();
    private @Nullable AuthConfig followed;
    private volatile @Nullable KeyFetcher fetcher;
    private volatile TokenJudge judge;

    /** Where keys come from: what must be the same for them to be kept. */
    private record Place(String issuer, KeyPlace keys, Duration refresh) {}

    /**
     * A check that knows no issuer, until {@link #carry} has said how keys are fetched and {@link #follow} whose.
     *
     * @param clock by which tokens expire
     * @param nanoTime by which what was found of them does
     */
    public TokenCheck(InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.judge = new TokenJudge(
                Map.of(), new KnownTokens(1, Duration.ZERO, clock, nanoTime), new FailureBudget(1), pool, nanoTime);
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * Documents are fetched on one event loop.
     *
     * @param by the connections of {@code loop}
     */
    public void carry(EventLoop loop, UpstreamPool by) {
        fetcher = new KeyFetcher(loop, by, thread);
    }

    /**
     * Goes by {@code config} from now on. Keys that come from where they came from stay; what was found of tokens does not, where anything
     * has changed by which they are judged.
     */
    public synchronized void follow(AuthConfig config) {
        if (config.equals(followed)) {
            return;
        }
        followed = config;
        Map<Place, KeySource> before = sources;
        sources = new HashMap<>();
        Map<String, Issuer> issuers = new HashMap<>();
        AuthConfig.Tokens tokens = config.tokens();
        if (config.enabled()) {
            for (IssuerConfig issuer : config.issuers()) {
                Place place = new Place(issuer.issuer(), issuer.keys(), tokens.refreshInterval());
                KeySource source = before.containsKey(place) ? before.get(place) : newSource(place);
                sources.put(place, source);
                issuers.put(issuer.issuer(), new Issuer(issuer, tokens.skew(), source));
            }
        }
        judge = new TokenJudge(
                issuers,
                new KnownTokens(tokens.cachedMax(), tokens.cacheTtl(), clock, nanoTime),
                new FailureBudget(tokens.failuresPerMinute()),
                pool,
                nanoTime);
        before.forEach((place, source) -> {
            if (!sources.containsKey(place)) {
                source.close();
            }
        });
    }

    private KeySource newSource(Place place) {
        KeySource source = new KeySource(place.issuer, place.keys, place.refresh, thread, this::fetch);
        source.start();
        return source;
    }

    private void fetch(KeyUrl url, FetchListener listener) {
        KeyFetcher by = fetcher;
        if (by == null) {
            listener.onFailed(FetchFailure.UNREACHABLE);
        } else {
            by.accept(url, listener);
        }
    }

    /** Whether it has three parts or more: keys have no dots. */
    @Override
    public boolean isMine(Credential credential) {
        return credential.count('.') >= 2;
    }

    @Override
    public @Nullable Verdict check(Credential credential, String address, Consumer<Verdict> later) {
        return judge.check(credential, address, later);
    }

    /** Reads no more keys; what was read can still be used. */
    @Override
    public void close() {
        pool.shutdown();
        thread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
