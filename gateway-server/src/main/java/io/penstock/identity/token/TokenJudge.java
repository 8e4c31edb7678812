package io.penstock.identity.token;

import io.penstock.identity.Credential;
import io.penstock.identity.Identity;
import io.penstock.identity.Verdict;
import io.penstock.identity.keyset.KeySet;
import io.penstock.identity.keyset.KeySource;
import io.penstock.identity.keyset.StrictJson;
import io.penstock.identity.keyset.VerificationKey;
import io.penstock.identity.token.KnownTokens.Proof;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges tokens under one configuration. The cheap comes first, and what costs most last:
 *
 * <pre>
 * known already? -> budget of the address -> form, alg -> iss -> aud, sub, exp -> kid -> signature
 *   verdict           Limited                  Refused ------------------------>   |        |
 *                                                  keys not read yet: Unavailable -+        |
 *                                                  not among the keys: read again, later ---+        |
 *                                                                RSA here, others on the pool      |
 *                                                   not the key's, and none named: read again, later
 * </pre>
 */
final class TokenJudge {
    /** Keys are asked for again a second after the first failure; whoever comes then finds more. */
    private static final Verdict NO_KEYS = new Verdict.Unavailable(5);

    private static final Verdict BUSY = new Verdict.Unavailable(1);

    private final Map<String, Issuer> issuers;
    private final KnownTokens known;
    private final FailureBudget budget;
    private final Executor pool;
    private final LongSupplier nanoTime;
    private final PendingVerdicts pending = new PendingVerdicts();

    /**
     * A judge.
     *
     * @param issuers by the claim {@code iss}
     * @param pool where signatures are checked that take too long for an event loop; may reject
     */
    TokenJudge(
            Map<String, Issuer> issuers,
            KnownTokens known,
            FailureBudget budget,
            Executor pool,
            LongSupplier nanoTime) {
        this.issuers = Map.copyOf(issuers);
        this.known = known;
        this.budget = budget;
        this.pool = pool;
        this.nanoTime = nanoTime;
    }

    /**
     * What is judged.
     *
     * @param later who is told; null where those are told who wait for the token's verdict
     */
    private record Question(
            String token,
            TokenDigest digest,
            String address,
            @Nullable Consumer<Verdict> later) {
        @Override
        public String toString() {
            return "a token from " + address;
        }
    }

    /** A token that is whose it says if its signature is good. */
    private record Candidate(Question question, CompactToken token, Identity identity, long endSeconds, Proof proof) {}

    @Nullable
    Verdict check(Credential token, String address, Consumer<Verdict> later) {
        if (token.length() > CompactToken.CHARACTERS_MAX) {
            // Without a digest, which would cost more than all that is said about it.
            return isLimited(address) ? limited(address) : refuse(null, address, TokenRefusals.LENGTH);
        }
        TokenDigest digest = TokenDigest.of(token);
        Verdict found = known.find(digest);
        if (found != null) {
            return found;
        }
        return isLimited(address) ? limited(address) : judge(new Question(token.text(), digest, address, later));
    }

    private boolean isLimited(String address) {
        return budget.secondsLeft(address, nanoTime.getAsLong()) > 0;
    }

    private Verdict limited(String address) {
        return new Verdict.Limited(Math.max(1, budget.secondsLeft(address, nanoTime.getAsLong())));
    }

    private @Nullable Verdict judge(Question question) {
        try {
            CompactToken token = CompactToken.read(question.token);
            String name = StrictJson.text(token.claims(), "iss");
            Issuer issuer = name == null ? null : issuers.get(name);
            if (issuer == null) {
                throw TokenRefusals.ISSUER;
            }
            Identity identity = issuer.judge(token, known.nowSeconds());
            KeySet keys = issuer.source().keys();
            if (keys == null) {
                return NO_KEYS;
            }
            VerificationKey key = keys.find(token.keyId(), token.algorithm());
            if (key != null) {
                Proof proof = new Proof(issuer.source(), keys, key);
                return verify(new Candidate(question, token, identity, issuer.endSeconds(token), proof));
            }
            if (keys.knows(token.keyId())) {
                throw TokenRefusals.KEY;
            }
            return awaitKey(question, issuer.source(), TokenRefusals.NEW_KEY);
        } catch (TokenRefusal refusal) {
            return refuse(question.digest, question.address, refusal);
        }
    }

    private Verdict refuse(@Nullable TokenDigest digest, String address, TokenRefusal refusal) {
        if (refusal.isCounted()) {
            budget.fail(address, nanoTime.getAsLong());
        }
        if (digest != null && refusal.isFinal()) {
            known.onRefused(digest, refusal.verdict());
        }
        return refusal.verdict();
    }

    /**
     * The key may be newer than what was read: its first token waits, so that an issuer that changes its keys costs nobody a request.
     *
     * @param otherwise what it is refused with where the keys were read just before
     */
    private @Nullable Verdict awaitKey(Question question, KeySource source, TokenRefusal otherwise) {
        Consumer<Verdict> later = question.later;
        if (later == null) {
            return refuse(question.digest, question.address, otherwise);
        }
        if (!pending.join(question.digest, question.address, later)) {
            return null;
        }
        Verdict verdict = readAgain(question, source, otherwise);
        if (verdict != null) {
            pending.tell(question.digest, question.address, verdict, later);
        }
        return verdict;
    }

    /** Has the keys read again; null where they are, and whoever waits for the token is told then. */
    private @Nullable Verdict readAgain(Question question, KeySource source, TokenRefusal otherwise) {
        Question again = new Question(question.token, question.digest, question.address, null);
        return source.awaitNewer(() -> judgeAgain(again)) ? null : refuse(question.digest, question.address, otherwise);
    }

    private void judgeAgain(Question again) {
        Verdict verdict = BUSY;
        try {
            verdict = judge(again);
        } finally {
            if (verdict != null) {
                pending.tell(again.digest, again.address, verdict, null);
            }
        }
    }

    private @Nullable Verdict verify(Candidate candidate) {
        Question question = candidate.question;
        if (candidate.proof.key().isQuick()) {
            Verdict verdict = verified(candidate);
            return verdict == null
                    ? awaitKey(question, candidate.proof.source(), TokenRefusals.UNNAMED_SIGNATURE)
                    : verdict;
        }
        if (question.later != null && !pending.join(question.digest, question.address, question.later)) {
            return null;
        }
        try {
            pool.execute(() -> verifyOnPool(candidate));
            return null;
        } catch (RejectedExecutionException full) {
            pending.tell(question.digest, question.address, BUSY, question.later);
            return BUSY;
        }
    }

    private void verifyOnPool(Candidate candidate) {
        Question question = candidate.question;
        Verdict verdict = BUSY;
        try {
            // An address that sent many at once has spent its budget by the time that the last of them are up.
            verdict = isLimited(question.address) ? limited(question.address) : verified(candidate);
            if (verdict == null) {
                verdict = readAgain(question, candidate.proof.source(), TokenRefusals.UNNAMED_SIGNATURE);
            }
        } finally {
            if (verdict != null) {
                pending.tell(question.digest, question.address, verdict, null);
            }
        }
    }

    /** Null where the signature is not this key's, but may be that of a newer one: a token that names no key does not say which. */
    private @Nullable Verdict verified(Candidate candidate) {
        Question question = candidate.question;
        CompactToken token = candidate.token;
        if (candidate.proof.key().verifies(token.algorithm(), token.signed(), token.signature())) {
            return known.onGood(question.digest, candidate.identity, candidate.endSeconds, candidate.proof);
        }
        boolean isNamed = token.keyId() != null;
        return !isNamed && question.later != null
                ? null
                : refuse(
                        question.digest,
                        question.address,
                        isNamed ? TokenRefusals.SIGNATURE : TokenRefusals.UNNAMED_SIGNATURE);
    }
}
