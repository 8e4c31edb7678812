package io.penstock.upstream;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.penstock.credential.Authorization;
import io.penstock.credential.Credential;
import io.penstock.credential.GrantStep.GrantCall;
import io.penstock.credential.GrantedCredential;
import io.penstock.provider.Endpoint;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the credentials of all configured providers are good for at the moment. Those that are granted are asked for in the
 * background: files are read and claims signed on a thread of its own, "credentials", and one event loop carries the calls. Public
 * methods may be called from any thread.
 */
public final class Grants implements AutoCloseable {
    private final EventExecutor thread = new DefaultEventExecutor(new DefaultThreadFactory("credentials", true));
    private final Clock clock;
    private volatile @Nullable GrantCaller caller;
    private volatile IdentityHashMap<Credential, GrantKeeper> keepers = new IdentityHashMap<>();
    private Map<Credential, GrantKeeper> followed = new HashMap<>();

    /** Grants that can be had once {@link #carry} has said how they are asked for. */
    public Grants(Clock clock) {
        this.clock = clock;
    }

    /**
     * Calls go out on one event loop.
     *
     * @param pool the connections of {@code loop}
     */
    public void carry(EventLoop loop, UpstreamPool pool) {
        caller = new GrantCaller(loop, pool, thread);
    }

    /**
     * Goes by these endpoints from now on; to be called before an exchange does. What was granted to a credential that is equal to one of
     * them stays, and so does, until the next call of this, what exchanges in flight began with.
     */
    public synchronized void follow(Collection<Endpoint> endpoints) {
        Map<Credential, GrantKeeper> before = followed;
        IdentityHashMap<Credential, GrantKeeper> all = new IdentityHashMap<>();
        followed = new HashMap<>();
        keepers.forEach((credential, keeper) -> {
            if (before.containsValue(keeper)) {
                all.put(credential, keeper);
            }
        });
        for (Endpoint endpoint : endpoints) {
            for (Credential credential : endpoint.credentials()) {
                if (credential instanceof GrantedCredential granted) {
                    GrantKeeper old = followed.containsKey(granted) ? followed.get(granted) : before.get(granted);
                    GrantKeeper keeper = old == null ? newKeeper(granted, endpoint.id()) : old;
                    followed.put(granted, keeper);
                    all.put(granted, keeper);
                }
            }
        }
        before.forEach((credential, keeper) -> {
            if (!followed.containsKey(credential)) {
                thread.execute(keeper::retire);
            }
        });
        keepers = all;
    }

    private GrantKeeper newKeeper(GrantedCredential credential, String provider) {
        GrantKeeper keeper = new GrantKeeper(credential, provider, thread, clock, this::call);
        keeper.start();
        return keeper;
    }

    private void call(GrantCall call, FetchListener listener) {
        GrantCaller by = caller;
        if (by == null) {
            listener.onFailed(FetchFailure.UNREACHABLE);
        } else {
            by.call(call, listener);
        }
    }

    /**
     * Tells what a request is authorized with: from within, where that is at hand, else once it is granted, on {@code loop}.
     *
     * @param credential null where the provider asks for none
     * @param loop the event loop that this is called on
     */
    public void authorize(@Nullable Credential credential, EventExecutor loop, GrantListener listener) {
        if (!(credential instanceof GrantedCredential)) {
            listener.onAuthorized(credential instanceof Authorization authorization ? authorization : null);
            return;
        }
        GrantKeeper keeper = keepers.get(credential);
        Authorization now = keeper == null ? null : keeper.now();
        if (now != null) {
            listener.onAuthorized(now);
        } else if (keeper != null) {
            keeper.await(loop, listener);
        } else {
            // Of an exchange that has outlived two reloads.
            listener.onUnauthorized();
        }
    }

    /** Asks for nothing more. */
    @Override
    public void close() {
        thread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
