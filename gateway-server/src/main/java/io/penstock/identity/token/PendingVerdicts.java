package io.penstock.identity.token;

import io.penstock.identity.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a verdict: a token that comes a hundred times from an address before it is known is judged once. What another address
 * has done is nothing to it.
 */
final class PendingVerdicts {
    private final ConcurrentHashMap<Asked, List<Consumer<Verdict>>> waiters = new ConcurrentHashMap<>();

    private record Asked(TokenDigest token, String address) {}

    /** Waits for a token's verdict; whether nobody did, and it is for the caller to see that there will be one. */
    boolean join(TokenDigest token, String address, Consumer<Verdict> waiter) {
        AtomicBoolean isFirst = new AtomicBoolean();
        waiters.compute(new Asked(token, address), (key, known) -> {
            isFirst.set(known == null);
            List<Consumer<Verdict>> list = known == null ? new ArrayList<>(1) : known;
            list.add(waiter);
            return list;
        });
        return isFirst.get();
    }

    /** Tells all who wait, but for {@code own}, who knows already. */
    void tell(TokenDigest token, String address, Verdict verdict, @Nullable Consumer<Verdict> own) {
        List<Consumer<Verdict>> all = waiters.remove(new Asked(token, address));
        if (all != null) {
            for (Consumer<Verdict> waiter : all) {
                if (waiter != own) {
                    waiter.accept(verdict);
                }
            }
        }
    }
}
