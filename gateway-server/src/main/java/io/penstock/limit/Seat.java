package io.penstock.limit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The place of one exchange among those at one time. Its state is guarded by the {@link Seats} that gave it. */
public final class Seat {
    enum State {
        WAITING,
        TAKEN,
        REFUSED,
        RETURNED
    }

    final List<Quota> quotas;
    final int max;
    final Runnable later;
    /** The quota that leaves no room; null where the limit of all does not. */
    private final @Nullable Quota full;

    private volatile State state;

    Seat(List<Quota> quotas, int max, Runnable later, State state, @Nullable Quota full) {
        this.quotas = quotas;
        this.max = max;
        this.later = later;
        this.state = state;
        this.full = full;
    }

    State state() {
        return state;
    }

    void to(State next) {
        state = next;
    }

    /** Whether it is had. */
    public boolean isTaken() {
        return state == State.TAKEN;
    }

    /** Whether it is not had, and not waited for. */
    public boolean isRefused() {
        return state == State.REFUSED;
    }

    /** The quota that left no room when it was asked for; null where the limit of all did not, or there was room. */
    public @Nullable Quota full() {
        return full;
    }
}
