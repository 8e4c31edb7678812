package io.penstock.limit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many exchanges there are at one time: in all, and of each key. Who finds no room may wait in one queue, oldest first; whoever fits is
 * never kept waiting, so that nobody who comes later can take what another one waits for. Safe for all event loops at once: two short
 * monitors an exchange, against some ten thousand instructions of its own. Keeps nothing of a key without exchanges.
 */
public final class Seats {
    private final Map<LimitKey, Integer> byKey = new HashMap<>();
    private final Deque<Seat> queue = new ArrayDeque<>();
    private int taken;

    /** All free. */
    public Seats() {}

    /**
     * Takes one seat in all and of each quota, or none.
     *
     * @param max how many there are in all
     * @param queueMax how many may wait
     * @param later called once where the seat waited and is taken now; by whichever thread returned one, and never from within this call
     */
    public synchronized Seat take(List<Quota> quotas, int max, int queueMax, Runnable later) {
        Quota full = firstFull(quotas);
        Seat.State state = taken < max && full == null
                ? Seat.State.TAKEN
                : queue.size() < queueMax ? Seat.State.WAITING : Seat.State.REFUSED;
        Seat seat = new Seat(quotas, max, later, state, full);
        if (state == Seat.State.TAKEN) {
            count(quotas, 1);
        } else if (state == Seat.State.WAITING) {
            queue.add(seat);
        }
        return seat;
    }

    /** Returns a seat, or gives up to wait for it. Of a seat that is neither taken nor waited for nothing happens. */
    public void giveBack(Seat seat) {
        List<Seat> seated = List.of();
        synchronized (this) {
            Seat.State before = seat.state();
            seat.to(Seat.State.RETURNED);
            if (before == Seat.State.WAITING) {
                queue.remove(seat);
            } else if (before == Seat.State.TAKEN) {
                count(seat.quotas, -1);
                seated = queue.isEmpty() ? seated : seatWaiting();
            }
        }
        for (Seat each : seated) {
            each.later.run();
        }
    }

    private List<Seat> seatWaiting() {
        List<Seat> seated = new ArrayList<>(1);
        for (Iterator<Seat> waiting = queue.iterator(); waiting.hasNext(); ) {
            Seat next = waiting.next();
            if (taken < next.max && firstFull(next.quotas) == null) {
                waiting.remove();
                next.to(Seat.State.TAKEN);
                count(next.quotas, 1);
                seated.add(next);
            }
        }
        return seated;
    }

    private @Nullable Quota firstFull(List<Quota> quotas) {
        for (int i = 0; i < quotas.size(); i++) {
            Quota quota = quotas.get(i);
            if (byKey.getOrDefault(quota.key(), 0) >= quota.max()) {
                return quota;
            }
        }
        return null;
    }

    private void count(List<Quota> quotas, int more) {
        taken += more;
        for (int i = 0; i < quotas.size(); i++) {
            byKey.merge(quotas.get(i).key(), more, Seats::sum);
        }
    }

    /** Null, so that nothing is kept, where nobody is left. */
    private static @Nullable Integer sum(int before, int more) {
        return before + more == 0 ? null : before + more;
    }

    /** How many are taken. */
    public synchronized int taken() {
        return taken;
    }

    /** How many are waited for. */
    public synchronized int waiting() {
        return queue.size();
    }

    /** Of how many keys something is kept. */
    synchronized int keys() {
        return byKey.size();
    }
}
