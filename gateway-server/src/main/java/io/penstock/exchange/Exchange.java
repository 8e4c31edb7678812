package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HttpRefusal;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.openai.OpenAiDialect;
import io.penstock.exchange.ExchangeState.Admitted;
import io.penstock.exchange.ExchangeState.Attempting;
import io.penstock.exchange.ExchangeState.Committed;
import io.penstock.exchange.ExchangeState.Ending;
import io.penstock.exchange.ExchangeState.Live;
import io.penstock.exchange.ExchangeState.Opened;
import io.penstock.exchange.ExchangeState.Receiving;
import io.penstock.exchange.ExchangeState.Settled;
import io.penstock.exchange.ExchangeState.Trying;
import io.penstock.exchange.ExchangeState.Unanswered;
import io.penstock.relay.AnswerHead;
import io.penstock.relay.Deadline;
import io.penstock.relay.Sink;
import io.penstock.relay.Source;
import io.penstock.surface.RouteRow;
import io.penstock.surface.SurfaceMatch;
import io.penstock.telemetry.AccessRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client request with its answer. It is told what comes in, asks the other packages in the order of the steps below, and alone
 * decides; its states are {@link ExchangeState}. Confined to its event loop.
 *
 * <pre>
 *   surface   which operation, whose dialect        {@link #onHead}
 *   identify  who asks, and may that one            {@link Admission}
 *   admit     rate, concurrency, announced size     {@link Admission}, {@link RequestIntake#admit}
 *   scan      while the body arrives                {@link #onBody}
 *   route     model name to target, tokens          {@link Dispatch}
 *   attempt   before commit: dead, again            {@link #onDead}
 *   commit    the first output                      {@link #onOutput}
 *   settle    exactly once, on every way out        {@link #settle}
 * </pre>
 */
public final class Exchange implements AttemptListener {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final int STATUS_OK = 200;

    private final LoopContext context;
    private final ExchangePolicy policy;
    private final Sink sink;
    private final Source client;
    private final Deadline deadline;
    private final Origin origin;
    private final AccessRecord record = new AccessRecord();
    private final String id;

    /** Where it stands in {@link LiveExchanges}, which alone touches it. */
    int place = LiveExchanges.NOWHERE;

    private ExchangeState state = Receiving.INSTANCE;
    private @Nullable Admission admission;
    private @Nullable RequestIntake intake;
    private @Nullable Dispatch dispatch;
    private @Nullable Attempt attempt;
    private @Nullable KeepAliveTimer keepAlive;
    private @Nullable String allow;
    private @Nullable ByteBuf providersWords;
    private String dialect = OpenAiDialect.INSTANCE.name();
    private int status;
    private long bytesIn;

    /**
     * An exchange that nothing is known of yet.
     *
     * @param client the request's side: paused while a body that goes up as it comes is not taken
     * @param deadline the one timer of the connection's exchanges; it calls {@link #onDeadline}
     * @param origin where the request comes from
     */
    public Exchange(LoopContext context, Sink sink, Source client, Deadline deadline, Origin origin) {
        this.context = context;
        this.policy = context.policy().get();
        this.sink = sink;
        this.client = client;
        this.deadline = deadline;
        this.origin = origin;
        long now = System.currentTimeMillis();
        this.id = RequestId.next(now);
        record.started(id, now, context.nanoTime());
        context.onBegun();
    }

    /** The head of the request has come; it is valid until the exchange is settled. */
    public void onHead(Head head) {
        context.live().enter(this);
        record.request(head.method().name(), head.path(), origin.address());
        try {
            SurfaceMatch match = policy.surfaces().match(head.method(), head.path());
            if (match instanceof SurfaceMatch.Found found) {
                onFound(head, found);
            } else if (match instanceof SurfaceMatch.WrongMethod wrong) {
                allow = wrong.allow();
                dialect = wrong.rows().get(0).dialect();
                refuse(Refusals.wrongMethod(head, wrong));
            } else {
                refuse(GatewayFault.of(Kind.NOT_FOUND, "Requested route is not found: " + head.path()));
            }
        } catch (FaultException fault) {
            refuse(fault.fault());
        }
    }

    private void onFound(Head head, SurfaceMatch.Found found) {
        RouteRow row = found.row();
        record.surface(row.surface(), row.dialect(), row.action().key());
        dialect = row.dialect();
        Refusals.requireNoUpgrade(head);
        Admission own = new Admission(
                context, policy, new Admission.Asking(head, found, origin), client, deadline, record, this);
        admission = own;
        own.begin();
    }

    /** The request is let in; what is known of its body follows. */
    void onAdmitted(Head head, SurfaceMatch.Found found, Reservation own) {
        Dispatch planned = new Dispatch(context, policy, head, found, own);
        dispatch = planned;
        RequestIntake taken = planned.newIntake();
        intake = taken;
        taken.admit(sink.alloc());
        if (state instanceof Receiving receiving) {
            state = receiving.admit();
        }
        beginFlow();
        if (head.expectsContinue() && !isSettled()) {
            sink.askForBody();
        }
    }

    /** A piece of the request's body has come. Takes {@code piece}. */
    public void onBody(ByteBuf piece) {
        bytesIn += piece.readableBytes();
        if (intake != null && state instanceof Admitted) {
            try {
                intake.onBody(piece);
                beginFlow();
            } catch (FaultException fault) {
                refuse(fault.fault());
            }
        } else if (attempt != null && state instanceof Live) {
            onFlowing(attempt, piece);
        } else if (admission != null && admission.isWaiting()) {
            admission.keep(piece);
        } else {
            piece.release();
        }
    }

    /** A piece of a body that goes up as it comes: what its head did not say is judged as it comes too. */
    private void onFlowing(Attempt taker, ByteBuf piece) {
        try {
            RequestIntake.requireWithin(bytesIn, policy.limits().bodyBytesMax());
        } catch (FaultException fault) {
            piece.release();
            onUnreadable(fault.fault());
            return;
        }
        taker.onRequestBody(piece);
    }

    /** Begins the attempt before the request is whole, where the rest of its body is to go up as it comes. */
    private void beginFlow() {
        if (dispatch != null && intake != null && state instanceof Admitted admitted && dispatch.canFlow(intake)) {
            dispatch.route(intake, record);
            state = admitted.attempt();
            begin(false, dispatch.newFlow(client));
        }
    }

    /** The request is whole. */
    public void onBodyEnd() {
        if (admission != null && admission.isWaiting()) {
            admission.keepEnd();
            return;
        }
        if (attempt != null && state instanceof Live) {
            attempt.onRequestEnd();
            return;
        }
        if (intake == null || dispatch == null || !(state instanceof Admitted admitted)) {
            return;
        }
        try {
            intake.onEnd();
            dispatch.route(intake, record);
        } catch (FaultException fault) {
            refuse(fault.fault());
            return;
        }
        state = admitted.attempt();
        if (policy.keepAlive().isEarly() && dispatch.canBeOpened(intake)) {
            keepAlive = new KeepAliveTimer(context, policy.keepAlive().intervalNanos(), this::onKeepAlive);
        }
        begin(false, null);
    }

    private void begin(boolean isFreshWanted, @Nullable BodyFlow flow) {
        if (dispatch != null && intake != null) {
            AttemptTimers timers = new AttemptTimers(context, deadline);
            try {
                AttemptContext own = new AttemptContext(id, sink.alloc(), record);
                attempt = dispatch.newAttempt(intake, flow, isFreshWanted, timers, this, own);
                attempt.begin();
            } catch (FaultException fault) {
                refuse(fault.fault());
            }
        }
    }

    @Override
    public void onFirstByte() {
        record.firstByte(context.nanoTime());
    }

    @Override
    public void onOutput(int heldBytes, boolean isWhole, boolean isOutput) {
        Attempt source = attempt;
        if (source == null || !(state instanceof Trying trying)) {
            return;
        }
        if (isOutput) {
            record.firstOutput(context.nanoTime());
        }
        AnswerHead head = source.answerHead(isWhole ? heldBytes : AnswerHead.LENGTH_UNKNOWN);
        if (state instanceof Opened) {
            commitOpened(trying, source, head);
        } else {
            state = trying.commit();
            status = head.status();
            sink.head(withLimits(head).field("x-request-id", id));
            source.commit(sink);
        }
        letGoOfRequest();
    }

    /** Nobody is asked again: a stream that flows for minutes does not hold its prompt, unless the answer is written from it too. */
    private void letGoOfRequest() {
        if (state instanceof Committed && dispatch != null && intake != null && !dispatch.isReadByAnswer()) {
            dispatch.release();
            dispatch = null;
            intake.release();
            intake = null;
        }
    }

    /** The client has its head, and was promised a stream: only a stream can follow. */
    private void commitOpened(Trying trying, Attempt source, AnswerHead head) {
        if (source.isEvents() && head.status() == STATUS_OK) {
            state = trying.commit();
            source.commit(sink);
        } else {
            end(trying.fail(), Refusals.noStream(head.status()));
        }
    }

    /** The client has waited: it is told that there is still somebody. */
    private void onKeepAlive() {
        if (state instanceof Attempting attempting) {
            state = attempting.open();
            status = STATUS_OK;
            sink.head(withLimits(KeepAliveTimer.openedHead()).field("x-request-id", id));
        }
        KeepAliveTimer timer = keepAlive;
        boolean isDue = timer != null && state instanceof Committed && timer.isDue(attempt);
        if (isDue || state instanceof Opened) {
            ByteBuf comment = sink.alloc().directBuffer();
            faults().writeKeepAlive(comment);
            sink.payload(comment);
            sink.flush();
        }
        if (timer != null && state instanceof Live) {
            timer.again();
        }
    }

    @Override
    public void onEnd() {
        if (state instanceof Committed committed) {
            settle(committed.settle());
            sink.end();
        }
    }

    @Override
    public void onBroken(GatewayFault fault, boolean isBetweenEvents) {
        if (state instanceof Committed committed) {
            record.error(fault.kind());
            if (isBetweenEvents) {
                tell(fault);
            }
            settle(committed.breakOff().settle());
            if (isBetweenEvents) {
                sink.breakOff();
            } else {
                sink.abort();
            }
        }
    }

    @Override
    public void onDead(GatewayFault fault, @Nullable ByteBuf answer, boolean isStale) {
        try {
            if (isStale
                    && state instanceof Trying trying
                    && trying.n() < policy.limits().attemptsMax()) {
                state = trying.again();
                begin(true, null);
            } else if (state instanceof Trying trying) {
                providersWords = answer;
                end(trying.fail(), fault);
            }
        } catch (RuntimeException | OutOfMemoryError defect) {
            onDefect(defect);
        }
    }

    /** What came in was no request that can be read. */
    public void onRefused(HttpRefusal refusal) {
        if (refusal.status() == Kind.METHOD_NOT_ALLOWED.status()) {
            // A tunnel: nothing that it could lead to has methods (RFC 9110 10.2.1).
            allow = "";
        }
        onUnreadable(Refusals.of(refusal));
    }

    /** The request has begun, and not come to its end in time. */
    public void onRequestTimedOut() {
        onUnreadable(GatewayFault.of(Kind.REQUEST_TIMEOUT, "the request did not arrive in time"));
    }

    private void onUnreadable(GatewayFault fault) {
        if (state instanceof Unanswered) {
            refuse(fault);
        } else if (state instanceof Live live) {
            settle(live.abandon().settle());
            sink.abort();
        }
    }

    /** The client has closed its connection. */
    public void onClientGone() {
        if (state instanceof Live live) {
            settle(live.abandon().settle());
        }
    }

    /** The client takes more again. */
    public void onSinkWritable() {
        if (attempt != null && state instanceof Committed) {
            attempt.onSinkWritable();
        }
    }

    /** The connection's exchange timer has run out. */
    public void onDeadline() {
        try {
            if (attempt != null && state instanceof Live) {
                attempt.onDeadline();
            } else if (admission != null) {
                admission.onDeadline();
            }
        } catch (RuntimeException | OutOfMemoryError defect) {
            onDefect(defect);
        }
    }

    /** What it holds, of the request and of the answer, in bytes. */
    long heldBytes() {
        return (intake == null ? 0 : intake.heldBytes())
                + (attempt == null ? 0 : attempt.heldBytes())
                + sink.pendingBytes();
    }

    /** It holds more than any other, and the memory is wanted. */
    void onMemoryWanted() {
        fail(Refusals.outOfMemory(), attempt != null && attempt.isBetweenEvents());
    }

    /** A defect of the gateway's own came up. It costs this exchange and no other. */
    @Override
    public void onDefect(Throwable defect) {
        LOG.atError().setCause(defect).addKeyValue("exchange", id).log("defect");
        if (state instanceof Settled) {
            sink.abort();
        } else {
            fail(GatewayFault.of(Kind.INTERNAL, "the gateway failed on this request"), false);
        }
    }

    private void fail(GatewayFault fault, boolean isBetweenEvents) {
        if (state instanceof Trying trying) {
            end(trying.fail(), fault);
        } else if (state instanceof Committed) {
            onBroken(fault, isBetweenEvents);
        } else {
            refuse(fault);
        }
    }

    /** No attempt is made, or no more. */
    void refuse(GatewayFault fault) {
        if (state instanceof Unanswered unanswered) {
            end(unanswered.refuse(), fault);
        } else if (state instanceof Opened opened) {
            end(opened.fail(), fault);
        }
    }

    private void end(Ending ending, GatewayFault fault) {
        record.error(fault.kind());
        if (state instanceof Opened) {
            settle(ending.settle());
            ReferenceCountUtil.release(providersWords);
            tell(fault);
            sink.breakOff();
        } else {
            status = fault.status();
            settle(ending.settle());
            AnswerHead head = Refusals.head(withLimits(new AnswerHead()), fault, allow, attempt == null);
            Refusals.answer(fault, id, faults(), providersWords, head, sink);
        }
    }

    private AnswerHead withLimits(AnswerHead head) {
        return admission == null ? head : admission.tell(head);
    }

    private void tell(GatewayFault fault) {
        ByteBuf event = sink.alloc().directBuffer();
        if (state instanceof Committed && attempt != null) {
            attempt.tell(fault, id, event);
        } else {
            faults().writeEvent(fault, id, event);
        }
        sink.payload(event);
    }

    /** How the client is told a fault: in its dialect, once it is known. */
    private FaultWriter faults() {
        return policy.faultsOf(dialect);
    }

    /** Every way out leads here, once: usage recorded, what was held and reserved returned. */
    private void settle(Settled settled) {
        state = settled;
        context.live().leave(this);
        deadline.off();
        if (keepAlive != null) {
            keepAlive.close();
        }
        Attempt told = told();
        if (attempt != null) {
            attempt.close();
        }
        if (admission != null) {
            admission.settle(told, status);
        }
        if (dispatch != null) {
            dispatch.release();
        }
        if (intake != null) {
            intake.release();
        }
        record.ended(status, settled.outcome(), context.nanoTime());
        context.onSettled(record, policy);
    }

    /** The last attempt, once the record knows what came of it; null where there was none, or a defect keeps it from telling. */
    private @Nullable Attempt told() {
        record.bytes(bytesIn, 0);
        try {
            if (attempt != null) {
                attempt.tell(record);
                record.bytes(bytesIn, attempt.answerBytes());
            }
            return attempt;
        } catch (RuntimeException defect) {
            LOG.atError().setCause(defect).addKeyValue("exchange", id).log("an attempt cannot tell what came of it");
            return null;
        }
    }

    /** Whether the exchange is over. */
    public boolean isSettled() {
        return state instanceof Settled;
    }
}
