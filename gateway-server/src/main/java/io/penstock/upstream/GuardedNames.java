package io.penstock.upstream;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Resolves names for guarded addresses. The bootstrap connects to exactly the address that comes from here, so there is no second look-up
 * whose answer nobody judged.
 *
 * <p>A name of which one address is refused is refused as a whole, whichever else it has: a public name with an address inside is a mistake
 * or a trap, and in which order its addresses come is the choice of whoever answers for it.
 */
final class GuardedNames extends AddressResolverGroup<InetSocketAddress> {
    private final AddressResolverGroup<?> names;
    private final AddressGuard guard;

    GuardedNames(AddressResolverGroup<?> names, AddressGuard guard) {
        this.names = names;
        this.guard = guard;
    }

    /** A connection that was not begun, since what it leads to is refused. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused() {
            super("an address that is refused", null, false, false);
        }
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new Judging(executor).asAddressResolver();
    }

    private final class Judging extends InetNameResolver {
        Judging(EventExecutor executor) {
            super(executor);
        }

        @Override
        protected void doResolve(String host, Promise<InetAddress> promise) {
            resolveAll(host).addListener((Future<List<InetAddress>> resolved) -> {
                if (resolved.isSuccess()) {
                    promise.trySuccess(resolved.getNow().get(0));
                } else {
                    promise.tryFailure(resolved.cause());
                }
            });
        }

        @Override
        @SuppressWarnings("unchecked") // All resolvers that a socket's bootstrap can have speak of its addresses.
        protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
            if (!guard.permits(host)) {
                promise.tryFailure(new Refused());
                return;
            }
            AddressResolver<InetSocketAddress> resolver =
                    (AddressResolver<InetSocketAddress>) names.getResolver(executor());
            resolver.resolveAll(InetSocketAddress.createUnresolved(host, 1))
                    .addListener((Future<List<InetSocketAddress>> resolved) -> judge(resolved, promise));
        }

        private void judge(Future<List<InetSocketAddress>> resolved, Promise<List<InetAddress>> promise) {
            if (!resolved.isSuccess()) {
                promise.tryFailure(resolved.cause());
                return;
            }
            List<InetAddress> addresses = resolved.getNow().stream()
                    .map(InetSocketAddress::getAddress)
                    .toList();
            if (addresses.isEmpty() || !addresses.stream().allMatch(guard::permits)) {
                promise.tryFailure(new Refused());
            } else {
                promise.trySuccess(addresses);
            }
        }
    }
}
