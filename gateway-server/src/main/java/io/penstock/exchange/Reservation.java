package io.penstock.exchange;

import io.penstock.config.LimitsConfig;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.Usage;
import io.penstock.identity.Identity;
import io.penstock.limit.Limiter;
import io.penstock.limit.Quota;
import io.penstock.limit.Rates;
import io.penstock.limit.Reading;
import io.penstock.limit.Seat;
import io.penstock.relay.AnswerHead;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange has taken of the limits that count for it. Confined to its event loop.
 *
 * <pre>
 *   admit     a request of the caller's, a seat     before the body is read
 *   reserve   a request of the model's, tokens      once it is routed
 *   settle    tokens become what was used, and the seat is returned
 * </pre>
 *
 * Whom a limit refuses has taken nothing of any. A request that fails for another reason was one, and counts; its tokens do not.
 */
final class Reservation {
    private static final int STATUS_ERROR_MIN = 400;
    /** Requests are taken one by one. */
    private static final int ONE = 1;

    private final Limiter limiter;
    private final LimitsConfig limits;
    private final Identity identity;
    private final Quotas quotas;

    private Rates.@Nullable Taken request;
    private Rates.@Nullable Taken modelRequest;
    private Rates.@Nullable Taken tokens;
    private @Nullable Seat seat;
    private @Nullable Reading requestsLeft;
    private @Nullable Reading tokensLeft;
    private long inputTokens;

    Reservation(Limiter limiter, LimitsConfig limits, Identity identity, @Nullable String address) {
        this.limiter = limiter;
        this.limits = limits;
        this.identity = identity;
        this.quotas = new Quotas(limits, identity, address);
    }

    /** For whom it is. */
    Identity identity() {
        return identity;
    }

    /**
     * Takes a request.
     *
     * @throws FaultException where a limit refuses
     */
    void count() {
        request = taken(limiter.requests().take(quotas.requests(), ONE), "requests");
        requestsLeft = request.reading();
    }

    /**
     * Takes a request and a seat.
     *
     * @param later called, by any thread, when the seat is taken that has to be waited for
     * @return whether it is taken; if not, it is waited for
     * @throws FaultException where a limit refuses
     */
    boolean admit(Runnable later) {
        count();
        LimitsConfig.Concurrency bounds = limits.concurrency();
        Seat asked = limiter.seats().take(quotas.concurrent(), bounds.max(), bounds.queueMax(), later);
        seat = asked;
        if (asked.isRefused()) {
            throw full(asked);
        }
        return asked.isTaken();
    }

    /**
     * The seat was waited for in vain.
     *
     * @throws FaultException that says so
     */
    void late() {
        if (seat != null) {
            throw full(seat);
        }
    }

    /**
     * Takes a request of the model's, and tokens.
     *
     * @param model null where none is known
     * @param input tokens, as far as they can be told
     * @param output tokens, at most
     * @throws FaultException where a limit refuses
     */
    void reserve(String provider, @Nullable String model, long input, long output) {
        inputTokens = input;
        modelRequest = taken(limiter.requests().take(quotas.modelRequests(provider, model), ONE), "requests");
        Reading ofModel = modelRequest.reading();
        if (ofModel != null) {
            requestsLeft = requestsLeft == null ? ofModel : requestsLeft.tighter(ofModel);
        }
        tokens = taken(limiter.tokens().take(quotas.tokens(provider, model), input + output), "tokens");
        tokensLeft = tokens.reading();
    }

    private Rates.Taken taken(Rates.Outcome outcome, String what) {
        if (outcome instanceof Rates.Taken taken) {
            return taken;
        }
        Rates.Refused refused = (Rates.Refused) outcome;
        giveRequestsBack();
        if (what.equals("tokens")) {
            tokensLeft = refused.reading();
        } else {
            requestsLeft = refused.reading();
        }
        throw new FaultException(GatewayFault.of(
                        Kind.RATE_LIMITED,
                        what + ": " + refused.by().max() + " a minute for this "
                                + refused.by().key().scope().word() + ", of which "
                                + refused.reading().remaining() + " are left (expected: another try in "
                                + RateFields.time(refused.waitNanos()) + ")")
                .retryAfter(seconds(refused.waitNanos())));
    }

    /** Too many of the caller's is its own business, too many in all is the gateway's. */
    private FaultException full(Seat asked) {
        giveRequestsBack();
        Quota full = asked.full();
        GatewayFault fault = full == null
                ? GatewayFault.of(Kind.OVERLOADED, "too many requests at one time")
                : GatewayFault.of(
                        Kind.RATE_LIMITED,
                        "concurrency: " + full.max() + " requests at one time for this "
                                + full.key().scope().word() + " (expected: another try when one of them is answered)");
        return new FaultException(fault.retryAfter(1));
    }

    private void giveRequestsBack() {
        if (request != null && requestsLeft != null) {
            requestsLeft = requestsLeft.giveBack(ONE);
        }
        correct(limiter.requests(), request, 0);
        correct(limiter.requests(), modelRequest, 0);
        request = null;
        modelRequest = null;
    }

    private static void correct(Rates rates, Rates.@Nullable Taken taken, long actual) {
        if (taken != null) {
            rates.correct(taken, actual);
        }
    }

    private static long seconds(long nanos) {
        return Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1));
    }

    /** Says in {@code head} how the limits stand that count for the caller; nothing where none do. */
    AnswerHead tell(AnswerHead head) {
        return RateFields.tell(head, requestsLeft, tokensLeft);
    }

    /**
     * The exchange is over, whichever way.
     *
     * @param last attempt; null where there was none
     * @param status that the client was told
     */
    void settle(@Nullable Attempt last, int status) {
        if (tokens != null && !tokens.quotas().isEmpty()) {
            limiter.tokens().correct(tokens, last == null ? 0 : used(last, tokens.amount(), status));
        }
        tokens = null;
        if (seat != null) {
            limiter.seats().giveBack(seat);
            seat = null;
        }
    }

    /** What was reported; of an answer that began and reported nothing, what the client has of it, up to what was reserved. */
    private long used(Attempt last, long reserved, int status) {
        Usage usage = last.usage();
        if (usage != null) {
            return usage.prompt() + usage.completion();
        }
        boolean hasAnswer = status < STATUS_ERROR_MIN && last.answerBytes() > 0;
        return hasAnswer ? Math.min(reserved, inputTokens + TokenGuess.ofBytes(last.answerBytes())) : 0;
    }
}
