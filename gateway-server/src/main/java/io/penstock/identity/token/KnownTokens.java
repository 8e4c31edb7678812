package io.penstock.identity.token;

import io.penstock.identity.Identity;
import io.penstock.identity.Verdict;
import io.penstock.identity.keyset.KeySet;
import io.penstock.identity.keyset.KeySource;
import io.penstock.identity.keyset.VerificationKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What was found of tokens: whose those are that were verified, and which were refused a moment ago. Bounded, and used by all event loops
 * at once.
 *
 * <p>A verified token is known until it expires by the wall's clock, until its time here is over, or until its key is taken back: whichever
 * is first. The last is looked at when it is asked for, so that no check that was under way meanwhile can slip by.
 */
final class KnownTokens {
    private static final long REFUSED_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int REFUSED_MAX = 16_384;

    private final ExpiringMap<TokenDigest, Good> good;
    private final ExpiringMap<TokenDigest, Verdict.Refused> refused = new ExpiringMap<>(REFUSED_MAX);
    private final long goodNanos;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    private record Good(Verdict.Known verdict, long endSeconds, KeySource source, KeySet seen, VerificationKey key) {
        boolean isStillSigned() {
            KeySet now = source.keys();
            return now != null && (now.equals(seen) || now.contains(key));
        }
    }

    /**
     * Nothing known.
     *
     * @param clock by which tokens expire
     * @param nanoTime by which what is known here does
     */
    KnownTokens(int goodMax, Duration goodTtl, InstantSource clock, LongSupplier nanoTime) {
        this.good = new ExpiringMap<>(goodMax);
        this.goodNanos = goodTtl.toNanos();
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** What was found of a token; null where nothing was, or it does not hold any more. */
    @Nullable
    Verdict find(TokenDigest token) {
        long nowNanos = nanoTime.getAsLong();
        Good known = good.get(token, nowNanos);
        if (known == null) {
            return refused.get(token, nowNanos);
        }
        boolean isNow = nowSeconds() < known.endSeconds;
        return isNow && known.isStillSigned() ? known.verdict : null;
    }

    long nowSeconds() {
        return TimeUnit.MILLISECONDS.toSeconds(clock.millis());
    }

    /**
     * A token was verified.
     *
     * @param endSeconds the first second in which it is refused
     * @param proof what it was verified with
     */
    Verdict.Known onGood(TokenDigest token, Identity identity, long endSeconds, Proof proof) {
        Verdict.Known verdict = new Verdict.Known(identity);
        if (goodNanos > 0) {
            long nowNanos = nanoTime.getAsLong();
            Good known = new Good(verdict, endSeconds, proof.source, proof.keys, proof.key);
            good.put(token, known, nowNanos + goodNanos, nowNanos);
        }
        return verdict;
    }

    /** A token was refused, and will be. */
    void onRefused(TokenDigest token, Verdict.Refused verdict) {
        long nowNanos = nanoTime.getAsLong();
        refused.put(token, verdict, nowNanos + REFUSED_NANOS, nowNanos);
    }

    /**
     * What a token's signature is checked with.
     *
     * @param source whose keys
     * @param keys what they were then
     * @param key the one
     */
    record Proof(KeySource source, KeySet keys, VerificationKey key) {}
}
