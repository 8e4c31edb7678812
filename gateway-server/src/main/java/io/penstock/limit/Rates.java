package io.penstock.limit;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How much was taken in a minute, of one thing: of requests, or of model tokens. Within any 60 seconds nobody gets more than a quota, and who
 * is refused has taken nothing of any. Safe for all event loops at once: who takes of several scopes holds their monitors together, entered
 * in the order of {@link Scope}, so that none of them is seen half taken.
 *
 * <p>A sliding minute, and not a GCRA, since tokens are corrected after the answer: what a bucket has leaked meanwhile cannot be told from what
 * is given back, so that whoever holds long reservations would save up bursts, or would be refused for tokens never used.
 */
public final class Rates {
    /** Of each scope. Some 400 bytes for each name. */
    static final int NAMES_MAX = 65_536;

    /** Of no quota, which is what most requests take: nothing to count, to look up or to give back. */
    private static final Taken NOTHING = new Taken(List.of(), 0, 0, null);

    private final Map<Scope, Minutes> scopes = new EnumMap<>(Scope.class);
    private final LongSupplier nanoTime;
    private final long startNanos;

    /** What comes of asking for some. */
    public sealed interface Outcome {}

    /**
     * It was had.
     *
     * @param quotas of which
     * @param amount of each, but of none more than it has in all; 0 where there are no quotas
     * @param nanos when
     * @param reading of the one of which least is left; null where there are no quotas
     */
    public record Taken(
            List<Quota> quotas,
            long amount,
            long nanos,
            @Nullable Reading reading) implements Outcome {}

    /**
     * Nothing was had.
     *
     * @param by the quota of which too little is left
     * @param waitNanos until there is enough again
     */
    public record Refused(Quota by, Reading reading, long waitNanos) implements Outcome {}

    /** Nothing taken so far, by that monotonic clock. */
    public Rates(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        for (Scope scope : Scope.values()) {
            scopes.put(scope, new Minutes(NAMES_MAX));
        }
    }

    /**
     * Takes of all quotas, or of none. What is more than a quota has in all is taken as all of it: it waits for a minute of its own.
     *
     * @param quotas at most one of each scope, in its order
     */
    public Outcome take(List<Quota> quotas, long amount) {
        return quotas.isEmpty() ? NOTHING : take(quotas, 0, amount);
    }

    /** Judges on the way in, and takes on the way out, when all monitors are held and nobody has refused. */
    private Outcome take(List<Quota> quotas, int index, long amount) {
        if (index == quotas.size()) {
            return new Taken(quotas, amount, now(), null);
        }
        Quota quota = quotas.get(index);
        requireOrder(quotas, index);
        long wanted = Math.min(amount, quota.max());
        Minutes minutes = minutes(quota.key().scope());
        synchronized (minutes) {
            // Read within the monitor, so that time does not go back for whoever comes in next.
            long now = now();
            Minute minute = minutes.of(quota.key().name(), now);
            long left = quota.max() - minute.sum();
            if (wanted > left) {
                Reading reading = new Reading(quota.max(), Math.max(0, left), minute.resetNanos(now));
                return new Refused(quota, reading, minute.waitNanos(now, wanted - left));
            }
            Outcome outcome = take(quotas, index + 1, amount);
            return outcome instanceof Taken taken ? take(minute, quota, taken) : outcome;
        }
    }

    /** In any other order two threads could wait for each other. */
    private static void requireOrder(List<Quota> quotas, int index) {
        Scope scope = quotas.get(index).key().scope();
        if (index > 0 && scope.compareTo(quotas.get(index - 1).key().scope()) <= 0) {
            throw new IllegalArgumentException(
                    "quotas: " + quotas + " (expected: at most one of each scope, in order)");
        }
    }

    private static Taken take(Minute minute, Quota quota, Taken taken) {
        minute.advance(taken.nanos);
        minute.take(Math.min(taken.amount, quota.max()));
        long left = Math.max(0, quota.max() - minute.sum());
        Reading own = new Reading(quota.max(), left, minute.resetNanos(taken.nanos));
        Reading reading = taken.reading == null ? own : own.tighter(taken.reading);
        return new Taken(taken.quotas, taken.amount, taken.nanos, reading);
    }

    /** What was taken turns out to be {@code actual}: less is given back where it was taken, more is taken now, whatever is left. */
    public void correct(Taken taken, long actual) {
        for (int i = 0; i < taken.quotas.size(); i++) {
            Quota quota = taken.quotas.get(i);
            long more = actual - Math.min(taken.amount, quota.max());
            Minutes minutes = minutes(quota.key().scope());
            synchronized (minutes) {
                if (more > 0) {
                    minutes.of(quota.key().name(), now()).take(more);
                } else if (more < 0) {
                    Minute minute = minutes.find(quota.key().name(), now());
                    if (minute != null) {
                        minute.giveBack(Minute.second(taken.nanos), -more);
                    }
                }
            }
        }
    }

    /** How many names of that scope are known. */
    int names(Scope scope) {
        Minutes minutes = minutes(scope);
        synchronized (minutes) {
            return minutes.size();
        }
    }

    private Minutes minutes(Scope scope) {
        return Objects.requireNonNull(scopes.get(scope));
    }

    private long now() {
        return nanoTime.getAsLong() - startNanos;
    }
}
