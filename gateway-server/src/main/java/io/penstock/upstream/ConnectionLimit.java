package io.penstock.upstream;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of one address over all event loops: one count, and who waits for a permit. A loop that gets none asks the
 * loop whose connection has been idle longest to close it, since a connection never changes loops.
 */
final class ConnectionLimit {
    private final int connectionsMax;
    private final AtomicInteger open = new AtomicInteger();
    private final Queue<AddressPool> hungry = new ConcurrentLinkedQueue<>();
    private final List<AddressPool> pools = new CopyOnWriteArrayList<>();

    ConnectionLimit(int connectionsMax) {
        this.connectionsMax = connectionsMax;
    }

    void join(AddressPool pool) {
        pools.add(pool);
    }

    boolean tryAcquire() {
        if (open.incrementAndGet() <= connectionsMax) {
            return true;
        }
        release();
        return false;
    }

    /** Returns a permit and offers it to the pool that has waited longest. */
    void release() {
        open.decrementAndGet();
        offer();
    }

    /** Tells the pool that has waited longest of a permit that may be free. */
    void offer() {
        AddressPool next = open.get() < connectionsMax ? hungry.poll() : null;
        if (next != null) {
            next.offerPermit();
        }
    }

    /** Whether another pool than {@code pool} has waited longest. */
    boolean isSoughtBefore(AddressPool pool) {
        AddressPool first = hungry.peek();
        return first != null && first != pool;
    }

    /** One call of {@code pool} waits no longer. */
    void unseek(AddressPool pool) {
        hungry.remove(pool);
    }

    /** {@code pool} waits for a permit. */
    void seek(AddressPool pool) {
        hungry.add(pool);
        AddressPool idlest = null;
        for (AddressPool candidate : pools) {
            if (candidate.idleSinceNanos() != AddressPool.NEVER
                    && (idlest == null || candidate.idleSinceNanos() - idlest.idleSinceNanos() < 0)) {
                idlest = candidate;
            }
        }
        if (idlest != null) {
            idlest.askToCloseIdle();
        } else {
            // A permit may have come back between the refusal and the wait.
            offer();
        }
    }
}
