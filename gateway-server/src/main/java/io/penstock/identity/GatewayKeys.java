package io.penstock.identity;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Judges gateway keys by a snapshot in memory that is swapped whole: a hash and a look-up, half a microsecond, on the event loop. Failed
 * checks have no budget: unlike a signature, one costs less than the request that brought it, and 256 bits are not found by trying.
 *
 * <p>Until there is a snapshot nothing can be judged. From then on a store that is down stops nobody who is known; only that keys are
 * taken back or given out is not seen. That a key expires is: each check looks at the clock.
 */
public final class GatewayKeys implements CredentialCheck {
    private static final Verdict MALFORMED = new Verdict.Refused("gateway key: malformed");
    private static final Verdict UNKNOWN = new Verdict.Refused("gateway key: unknown");
    private static final Verdict REVOKED = new Verdict.Refused("gateway key: revoked");
    private static final Verdict EXPIRED = new Verdict.Refused("gateway key: expired");
    private static final Verdict ROTATED = new Verdict.Refused("gateway key: replaced by a rotation");
    private static final Verdict UNREAD = new Verdict.Unavailable(1);

    private final Clock clock;
    private volatile @Nullable Map<KeyHash, Known> snapshot;

    /**
     * What is known of one text.
     *
     * @param verdict while it is good
     * @param endsAtMillis from when on it is not; of keys that never end the largest number
     * @param ended the verdict then
     */
    private record Known(Verdict verdict, long endsAtMillis, Verdict ended) {}

    /**
     * Judges nothing yet.
     *
     * @param clock what the time is, for keys that expire
     */
    public GatewayKeys(Clock clock) {
        this.clock = clock;
    }

    /** Goes by these keys from now on, and by no other. */
    void swap(Collection<GatewayKey> keys) {
        Map<KeyHash, Known> next = new HashMap<>();
        for (GatewayKey key : keys) {
            Verdict good = new Verdict.Known(key.identity());
            for (GatewayKey.Issued issued : key.issued()) {
                next.put(issued.hash(), known(key, issued, good));
            }
        }
        snapshot = next;
    }

    private static Known known(GatewayKey key, GatewayKey.Issued issued, Verdict good) {
        if (key.revokedAt() != null) {
            return new Known(REVOKED, Long.MAX_VALUE, REVOKED);
        }
        long keyEnds = millis(key.expiresAt());
        long textEnds = millis(issued.endsAt());
        return textEnds < keyEnds ? new Known(good, textEnds, ROTATED) : new Known(good, keyEnds, EXPIRED);
    }

    private static long millis(@Nullable Instant time) {
        return time == null ? Long.MAX_VALUE : time.toEpochMilli();
    }

    /** Whether keys can be judged: they have been read once. */
    public boolean isReady() {
        return snapshot != null;
    }

    @Override
    public boolean isMine(Credential credential) {
        return KeyForm.isMeant(credential);
    }

    @Override
    public Verdict check(Credential credential, String address, Consumer<Verdict> later) {
        String key = credential.text();
        if (!KeyForm.isWhole(key)) {
            return MALFORMED;
        }
        Map<KeyHash, Known> keys = snapshot;
        if (keys == null) {
            return UNREAD;
        }
        Known known = keys.get(KeyHash.of(key));
        if (known == null) {
            return UNKNOWN;
        }
        return clock.millis() < known.endsAtMillis ? known.verdict : known.ended;
    }
}
