package io.penstock.upstream;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one address over all event loops: one count, and who waits for a permit. A loop that gets none asks the
 * loop whose connection has been idle longest to close it, since a connection never changes loops.
 */
final class ConnectionLimit {
    private final int connectionsMax;
    private final AtomicInteger open = new AtomicInteger();
    private final Queue<PermitSeeker> hungry = new ConcurrentLinkedQueue<>();
    private final List<PermitSeeker> pools = new CopyOnWriteArrayList<>();

    ConnectionLimit(int connectionsMax) {
        this.connectionsMax = connectionsMax;
    }

    void join(PermitSeeker pool) {
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

    /** Tells the pool that has waited longest of a permit that may be free; says which was told, null where none is free or sought. */
    @Nullable
    PermitSeeker offer() {
        PermitSeeker next = open.get() < connectionsMax ? hungry.poll() : null;
        if (next != null) {
            next.offerPermit();
        }
        return next;
    }

    /** Whether another pool than {@code pool} has waited longest. */
    boolean isSoughtBefore(PermitSeeker pool) {
        PermitSeeker first = hungry.peek();
        return first != null && first != pool;
    }

    /** One call of {@code pool} waits no longer; false where {@code pool} was offered a permit for it already. */
    boolean unseek(PermitSeeker pool) {
        return hungry.remove(pool);
    }

    /** {@code pool} waits for a permit. */
    void seek(PermitSeeker pool) {
        hungry.add(pool);
        // A permit may have come back between the refusal and the wait: nobody else will tell of it, and who is asked
        // to close
        // an idle connection may have lent it by then.
        if (offer() != pool) {
            askIdlest();
        }
    }

    /** Asks the loop whose connection has been idle longest to close it, where anybody waits for its place. */
    void askIdlest() {
        PermitSeeker idlest = hungry.isEmpty() ? null : idlest();
        if (idlest != null) {
            idlest.askToCloseIdle();
        }
    }

    private @Nullable PermitSeeker idlest() {
        PermitSeeker idlest = null;
        for (PermitSeeker candidate : pools) {
            if (candidate.idleSinceNanos() != PermitSeeker.NEVER
                    && (idlest == null || candidate.idleSinceNanos() - idlest.idleSinceNanos() < 0)) {
                idlest = candidate;
            }
        }
        return idlest;
    }
}
