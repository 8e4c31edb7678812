package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.Head;
import io.penstock.dialect.FaultException;
import io.penstock.identity.Identity;
import io.penstock.identity.Verdict;
import io.penstock.relay.AnswerHead;
import io.penstock.relay.Deadline;
import io.penstock.relay.Source;
import io.penstock.surface.SurfaceMatch;
import io.penstock.telemetry.AccessRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way in: who sent it, whether that one may, and whether there is room. Where that takes its time, nothing more is read from
 * the client; what has come within the read that brought its head is kept, one receive buffer at most. Confined to its event loop.
 */
final class Admission {
    private enum Wait {
        NONE,
        VERDICT,
        SEAT
    }

    private final LoopContext context;
    private final ExchangePolicy policy;
    private final Asking asking;
    private final Source client;
    private final Deadline deadline;
    private final AccessRecord record;
    private final Exchange exchange;
    private final Entrance entrance;
    /** What has come meanwhile; most requests wait for nothing, and keep nothing. */
    private @Nullable Deque<ByteBuf> pieces;

    private Wait wait = Wait.NONE;
    private boolean isWhole;
    private @Nullable Reservation reservation;

    /**
     * What is asked for.
     *
     * @param origin where it comes from
     */
    record Asking(Head head, SurfaceMatch.Found found, Origin origin) {}

    Admission(
            LoopContext context,
            ExchangePolicy policy,
            Asking asking,
            Source client,
            Deadline deadline,
            AccessRecord record,
            Exchange exchange) {
        this.context = context;
        this.policy = policy;
        this.asking = asking;
        this.client = client;
        this.deadline = deadline;
        this.record = record;
        this.exchange = exchange;
        this.entrance =
                new Entrance(policy.gate(), asking.head(), asking.found().row(), record);
    }

    /**
     * Asks; the exchange is told when the request is in.
     *
     * @throws FaultException where it is not let in, as far as that is known at once
     */
    void begin() {
        if (entrance.isLimited() && context.live().isFull()) {
            throw new FaultException(Refusals.outOfMemory());
        }
        Verdict verdict = verdict();
        if (verdict == null) {
            await(Wait.VERDICT);
        } else {
            identify(verdict);
        }
    }

    private @Nullable Verdict verdict() {
        try {
            return entrance.verdict(asking.origin(), late -> context.loop().execute(() -> onVerdict(late)));
        } catch (FaultException refusal) {
            throw counted(refusal);
        }
    }

    /** Who is not let in has asked all the same, and counts for the address that it asked from: so guesses are bounded too. */
    private FaultException counted(FaultException refusal) {
        Reservation ofAddress = reservationOf(Identity.ANYBODY);
        reservation = ofAddress;
        try {
            ofAddress.count();
            return refusal;
        } catch (FaultException tooMany) {
            return tooMany;
        }
    }

    private Reservation reservationOf(Identity identity) {
        return new Reservation(
                context.limiter(), policy.admission(), identity, asking.origin().address());
    }

    private Identity admitted(Verdict verdict) {
        try {
            return entrance.admit(verdict);
        } catch (FaultException refusal) {
            throw counted(refusal);
        }
    }

    private void await(Wait next) {
        wait = next;
        client.pause();
    }

    /** What took longer than an event loop has time for is known. */
    private void onVerdict(Verdict verdict) {
        if (wait == Wait.VERDICT) {
            goOn(() -> identify(verdict));
        }
    }

    private void identify(Verdict verdict) {
        Identity identity = admitted(verdict);
        record.identity(identity.subject(), identity.credential(), identity.team());
        Reservation own = reservationOf(identity);
        reservation = own;
        if (!entrance.isLimited() || own.admit(() -> context.loop().execute(this::onSeat))) {
            exchange.onAdmitted(asking.head(), asking.found(), own);
        } else {
            await(Wait.SEAT);
            deadline.in(policy.admission().concurrency().queueTimeout().toNanos());
        }
    }

    /** There is room for one more exchange. */
    private void onSeat() {
        Reservation own = reservation;
        if (wait == Wait.SEAT && own != null) {
            deadline.off();
            goOn(() -> exchange.onAdmitted(asking.head(), asking.found(), own));
        }
    }

    /** It has waited for as long as it may. */
    void onDeadline() {
        if (wait == Wait.SEAT && reservation != null) {
            goOn(reservation::late);
        }
    }

    /** What was waited for is there, and the request goes on with {@code step}, which may have to wait again. */
    private void goOn(Runnable step) {
        wait = Wait.NONE;
        try {
            step.run();
            if (!isWaiting()) {
                client.resume();
                replay();
            }
        } catch (FaultException fault) {
            exchange.refuse(fault.fault());
            client.resume();
        } catch (RuntimeException | OutOfMemoryError defect) {
            // No handler of the connection's is on the way here: nobody else would tell the exchange.
            exchange.onDefect(defect);
            client.resume();
        }
    }

    private void replay() {
        while (pieces != null && !pieces.isEmpty()) {
            exchange.onBody(pieces.remove());
        }
        if (isWhole) {
            exchange.onBodyEnd();
        }
    }

    /** Whether it is not known yet if the request is let in. */
    boolean isWaiting() {
        return wait != Wait.NONE;
    }

    /** A piece of the body has come meanwhile. Takes {@code piece}. */
    void keep(ByteBuf piece) {
        if (pieces == null) {
            pieces = new ArrayDeque<>(2);
        }
        pieces.add(piece);
    }

    /** The body has come to its end meanwhile. */
    void keepEnd() {
        isWhole = true;
    }

    /** Says in {@code head} how the limits stand that count for the caller. */
    AnswerHead tell(AnswerHead head) {
        return reservation == null ? head : reservation.tell(head);
    }

    /** The exchange is over; as {@link Reservation#settle}. */
    void settle(@Nullable Attempt last, int status) {
        wait = Wait.NONE;
        release();
        if (reservation != null) {
            reservation.settle(last, status);
        }
    }

    private void release() {
        if (pieces != null) {
            pieces.forEach(ByteBuf::release);
            pieces = null;
        }
    }
}
