package io.penstock.upstream;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one address: idle ones, the last used first, and calls that wait for one, the oldest
 * first. Confined to its loop, but for what {@link ConnectionLimit} calls.
 *
 * <p>For each call that waits here there is one entry among those the limit offers permits to, or one offer on its way to this loop:
 * were there fewer, a call would wait for nothing; were there more, they would stand before other loops' and be for nobody.
 */
final class AddressPool implements PermitSeeker {
    /** How often a connection goes from call to call of its own loop while another loop waits: a new one costs a handshake. */
    private static final int HANDOVERS_MAX = 16;

    private final EventLoop loop;
    private final Address address;
    private final Connector connector;
    private final UpstreamSettings settings;
    private final ConnectionLimit limit;
    private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<UpstreamCall> waiters = new ArrayDeque<>();
    private int handovers;
    private int offersForNobody;
    private volatile long idleSinceNanos = NEVER;

    AddressPool(
            EventLoop loop, Address address, Connector connector, UpstreamSettings settings, ConnectionLimit limit) {
        this.loop = loop;
        this.address = address;
        this.connector = connector;
        this.settings = settings;
        this.limit = limit;
        limit.join(this);
    }

    void acquire(UpstreamCall call) {
        UpstreamConnection connection = call.isFreshWanted() ? null : pollLive();
        if (connection != null) {
            connection.lend(call);
        } else if (limit.tryAcquire()) {
            connector.connect(address, this, call);
        } else if (call.isFreshWanted() && (connection = pollLive()) != null) {
            // A fresh one is wanted and none is allowed: one of the idle gives its place.
            connection.close();
            wait(call);
        } else {
            wait(call);
        }
    }

    private void wait(UpstreamCall call) {
        if (waiters.size() >= settings.waitersMax()) {
            call.onConnectFailed(ConnectFailure.BUSY);
            return;
        }
        waiters.add(call);
        limit.seek(this);
    }

    /** The call waits no longer. */
    void forget(UpstreamCall call) {
        if (waiters.remove(call) && !limit.unseek(this)) {
            // A permit was offered for it already: that offer is for nobody here.
            offersForNobody++;
        }
    }

    private @Nullable UpstreamConnection pollLive() {
        UpstreamConnection connection = idle.pollLast();
        while (connection != null && !connection.isUsable()) {
            connection.close();
            connection = idle.pollLast();
        }
        noteIdle();
        return connection;
    }

    /** A connection whose answer was whole comes back. */
    void giveBack(UpstreamConnection connection) {
        UpstreamCall next = waiters.peek();
        if (next == null) {
            keep(connection);
        } else if (next.isFreshWanted() || yieldsToAnotherLoop()) {
            // Its place is wanted, not the connection.
            connection.close();
        } else {
            forget(next);
            connection.lend(next);
        }
    }

    /** Whether another loop has waited through enough turns of this one, which begins to count anew then. */
    private boolean yieldsToAnotherLoop() {
        handovers = limit.isSoughtBefore(this) ? handovers + 1 : 0;
        if (handovers <= HANDOVERS_MAX) {
            return false;
        }
        handovers = 0;
        return true;
    }

    private void keep(UpstreamConnection connection) {
        handovers = 0;
        connection.idleFrom(loop.ticker().nanoTime());
        idle.addLast(connection);
        noteIdle();
        // Asked after it was noted: who began to wait before has not seen it, who begins later does.
        if (limit.isSoughtBefore(this) || idle.size() > settings.idlePerLoopMax()) {
            closeOldestIdle();
        }
    }

    /** A connection of this pool has closed. */
    void onClosed(UpstreamConnection connection) {
        idle.remove(connection);
        noteIdle();
        limit.release();
    }

    /** A connection could not be made. */
    void onConnectFailed() {
        limit.release();
    }

    /** Closes what has been idle too long. */
    void sweep(long nowNanos) {
        UpstreamConnection oldest = idle.peekFirst();
        while (oldest != null && nowNanos - oldest.idleSinceNanos() > settings.idleNanosMax()) {
            idle.pollFirst();
            oldest.close();
            oldest = idle.peekFirst();
        }
        noteIdle();
    }

    void closeIdle() {
        while (!idle.isEmpty()) {
            idle.pollFirst().close();
        }
        noteIdle();
    }

    private void noteIdle() {
        UpstreamConnection oldest = idle.peekFirst();
        long since = oldest == null ? NEVER : oldest.idleSinceNanos();
        if (since != idleSinceNanos) {
            idleSinceNanos = since;
        }
    }

    @Override
    public long idleSinceNanos() {
        return idleSinceNanos;
    }

    @Override
    public void askToCloseIdle() {
        loop.execute(() -> {
            if (idle.isEmpty()) {
                // It was lent meanwhile, or given up for another: a third loop may have one.
                limit.askIdlest();
            } else {
                closeOldestIdle();
            }
        });
    }

    private void closeOldestIdle() {
        UpstreamConnection oldest = idle.pollFirst();
        noteIdle();
        if (oldest != null) {
            oldest.close();
        }
    }

    @Override
    public void offerPermit() {
        loop.execute(this::onOffer);
    }

    private void onOffer() {
        if (offersForNobody > 0) {
            offersForNobody--;
            limit.offer();
        } else if (limit.tryAcquire()) {
            connector.connect(address, this, waiters.remove());
        } else {
            limit.seek(this);
        }
    }
}
