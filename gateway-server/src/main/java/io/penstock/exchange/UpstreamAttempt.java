package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.Field;
import io.penstock.codec.http.Head;
import io.penstock.credential.Authorization;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.Usage;
import io.penstock.exchange.AttemptState.Acquiring;
import io.penstock.exchange.AttemptState.AwaitingHead;
import io.penstock.exchange.AttemptState.AwaitingOutput;
import io.penstock.exchange.AttemptState.Connected;
import io.penstock.exchange.AttemptState.Flowing;
import io.penstock.exchange.AttemptState.Live;
import io.penstock.exchange.AttemptState.Sending;
import io.penstock.provider.BaseUrl;
import io.penstock.relay.AnswerHead;
import io.penstock.relay.Lane;
import io.penstock.relay.LaneListener;
import io.penstock.relay.Sink;
import io.penstock.upstream.Address;
import io.penstock.upstream.ConnectFailure;
import io.penstock.upstream.GrantListener;
import io.penstock.upstream.UpstreamCall;
import io.penstock.upstream.UpstreamConnection;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An attempt at a provider: a connection, the request, the answer through the relay lane. Its states are {@link AttemptState}. */
final class UpstreamAttempt implements Attempt, UpstreamCall, GrantListener, LaneListener {
    private static final int STATUS_REDIRECT_MIN = 300;
    private static final int STATUS_ERROR_MIN = 400;
    private static final int STATUS_BAD_GATEWAY = 502;

    /** How long a provider may take to end its answer behind the answer's last event. */
    private static final long AFTER_LAST_EVENT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LoopContext context;
    private final ExchangePolicy policy;
    private final UpstreamRequest request;
    private final AnswerPlan plan;
    private final boolean isFreshWanted;
    private final AttemptTimers timers;
    private final AttemptListener listener;
    private final Address address;

    private AttemptState state = Acquiring.INSTANCE;
    private @Nullable Authorization authorization;
    private @Nullable Head answer;
    private @Nullable AnswerBody body;
    private boolean isAuthorized;
    private boolean isConnecting;
    private boolean isTold;

    UpstreamAttempt(
            LoopContext context,
            ExchangePolicy policy,
            UpstreamRequest request,
            AnswerPlan plan,
            boolean isFreshWanted,
            AttemptTimers timers,
            AttemptListener listener) {
        this.context = context;
        this.policy = policy;
        this.request = request;
        this.plan = plan;
        this.isFreshWanted = isFreshWanted;
        this.timers = timers;
        this.listener = listener;
        BaseUrl url = request.endpoint().url();
        this.address = Address.pinned(url.host(), url.port(), url.tls());
    }

    @Override
    public void begin() {
        timers.begin(policy.timeouts().totalNanos(), policy.timeouts().queueNanos());
        context.grants().authorize(request.nextCredential(), context.loop(), this);
    }

    @Override
    public void onAuthorized(@Nullable Authorization granted) {
        if (state instanceof Acquiring) {
            authorization = granted;
            isAuthorized = true;
            context.pool().acquire(address, this);
        }
    }

    @Override
    public void onUnauthorized() {
        if (state instanceof Acquiring) {
            die(GatewayFault.of(Kind.UPSTREAM_UNREACHABLE, "no credential for the provider is granted"), false);
        }
    }

    @Override
    public boolean isFreshWanted() {
        return isFreshWanted;
    }

    @Override
    public void onConnecting() {
        if (state instanceof Acquiring) {
            isConnecting = true;
            timers.phase(policy.timeouts().connectNanos());
        }
    }

    @Override
    public void onConnected(UpstreamConnection connection) {
        if (!(state instanceof Acquiring acquiring)) {
            connection.giveBack();
            return;
        }
        Sending sending = acquiring.send(connection);
        state = sending;
        timers.phase(0);
        request.send(connection, authorization);
        BodyFlow flow = request.flow();
        if (flow == null || flow.isWhole()) {
            onRequestSent();
        }
    }

    private void onRequestSent() {
        if (state instanceof Sending sending) {
            state = sending.sent();
            timers.sent(policy.timeouts().firstByteNanos(), policy.timeouts().firstOutputNanos());
        }
    }

    @Override
    public void onRequestBody(ByteBuf piece) {
        BodyFlow flow = request.flow();
        if (flow == null) {
            piece.release();
        } else {
            flow.onBody(piece);
        }
    }

    @Override
    public void onRequestEnd() {
        BodyFlow flow = request.flow();
        if (flow != null) {
            flow.onEnd();
            onRequestSent();
        }
    }

    @Override
    public void onConnectFailed(ConnectFailure failure) {
        if (state instanceof Acquiring) {
            die(ConnectFaults.of(failure), false);
        }
    }

    @Override
    public void onFirstByte() {
        if (state instanceof AwaitingHead awaiting) {
            state = awaiting.onFirstByte();
            timers.phase(policy.timeouts().idleNanos());
            listener.onFirstByte();
        }
    }

    @Override
    public void onHead(Head head) {
        answer = head;
        if (state instanceof AwaitingHead awaiting) {
            begin(awaiting.onHead(), head);
        } else if (state instanceof Sending sending) {
            begin(sending.onHead(), head);
        }
    }

    private void begin(AwaitingOutput awaiting, Head head) {
        state = awaiting;
        timers.phase(policy.timeouts().holdNanos());
        if (isProxied()) {
            body = AnswerBody.unread(head, awaiting.connection(), plan, policy.limits(), this);
            listener.onOutput(0, false, false);
        } else if (head.status() >= STATUS_REDIRECT_MIN && head.status() < STATUS_ERROR_MIN) {
            die(
                    GatewayFault.of(Kind.UPSTREAM_BROKEN, "the provider redirects the request, which is not followed"),
                    false);
        } else {
            body = AnswerBody.read(head, awaiting.connection(), plan, policy.limits(), this);
        }
    }

    /** Whether the provider's own API was called: its answer goes down as it is. */
    private boolean isProxied() {
        return request.passed() == PassedFields.ALL_BUT_OURS;
    }

    @Override
    public void onRead(ByteBuf in) {
        if (body == null) {
            throw new IllegalStateException("no answer has begun");
        }
        body.onRead(in);
        if (state instanceof Flowing) {
            timers.phase(
                    lane().isTerminated()
                            ? AFTER_LAST_EVENT_NANOS
                            : policy.timeouts().idleNanos());
        }
    }

    @Override
    public void onReadComplete() {
        if (body != null) {
            lane().onReadComplete();
        }
    }

    @Override
    public void onWritabilityChanged(boolean isWritable) {
        BodyFlow flow = request.flow();
        if (flow != null) {
            flow.balance(isWritable);
        }
        if (state instanceof Sending) {
            timers.phase(isWritable ? 0 : policy.timeouts().idleNanos());
        }
    }

    @Override
    public void onClosed() {
        if (body != null) {
            body.onInputClosed();
        } else if (state instanceof AwaitingHead awaiting) {
            boolean isUnread = !awaiting.hasFirstByte() && awaiting.connection().isReused();
            die(broken(), isUnread && request.isReplayable());
        } else if (state instanceof Connected) {
            die(broken(), false);
        }
    }

    @Override
    public void onDefect(Throwable defect) {
        listener.onDefect(defect);
    }

    @Override
    public void onBroken() {
        if (body != null) {
            body.onInputBroken();
        } else {
            onClosed();
        }
    }

    @Override
    public AnswerHead answerHead(long length) {
        AnswerHead head = new AnswerHead();
        if (answer != null) {
            // An error that comes with status 200 is one all the same.
            boolean isErrorAsSuccess = lane().hasError() && answer.status() < STATUS_ERROR_MIN;
            head.status(isErrorAsSuccess ? STATUS_BAD_GATEWAY : answer.status());
            passFields(answer, head);
            String id = AnswerFields.upstreamId(answer);
            if (id != null) {
                head.field(AnswerFields.UPSTREAM_ID, id);
            }
        }
        if (isEvents()) {
            return head.field("cache-control", "no-cache").field("x-accel-buffering", "no");
        }
        return head.length(length >= 0 ? length : announcedLength());
    }

    private void passFields(Head from, AnswerHead to) {
        String type = plan.contentType();
        if (isProxied()) {
            AnswerFields.passAll(from, to);
        } else if (type != null) {
            AnswerFields.passWithoutContent(from, to);
            to.field("content-type", type);
            if (!plan.requestLoss().isEmpty()) {
                to.field("x-penstock-loss", plan.requestLoss());
            }
        } else {
            AnswerFields.pass(from, to, body != null && body.isInflated());
        }
    }

    /** What the provider said of the payload's length: nothing is cut from what is no stream of events. */
    private long announcedLength() {
        Head head = answer;
        boolean isKept = body != null && !body.isInflated() && plan instanceof AnswerPlan.Relayed;
        return isKept && head != null && head.has(Field.CONTENT_LENGTH)
                ? head.contentLength()
                : AnswerHead.LENGTH_UNKNOWN;
    }

    @Override
    public @Nullable String upstreamId() {
        return answer == null ? null : AnswerFields.upstreamId(answer);
    }

    @Override
    public boolean isEvents() {
        return body != null && plan.isEvents(body.reading());
    }

    @Override
    public boolean isBetweenEvents() {
        return isEvents() && !lane().isWithinEvent();
    }

    @Override
    public void commit(Sink sink) {
        if (state instanceof AwaitingOutput awaiting) {
            state = awaiting.flow();
            timers.phase(policy.timeouts().idleNanos());
            lane().open(sink);
        }
    }

    @Override
    public void onSinkWritable() {
        if (body != null) {
            lane().onSinkWritable();
            if (!lane().isTerminated()) {
                timers.phase(policy.timeouts().idleNanos());
            }
        }
    }

    @Override
    public void onDeadline() {
        switch (timers.expired()) {
            case PHASE -> onPhaseExpired();
            case FIRST_OUTPUT -> giveUp("the provider gave no output in time");
            case TOTAL -> giveUp("the provider did not end its answer in time");
            default -> {}
        }
    }

    /** What is not committed when its time is over is a part of an answer, which nobody is to have yet. */
    private void onPhaseExpired() {
        if (state instanceof AwaitingOutput) {
            listener.onOutput(0, false, false);
            // No read is under way, whose end would flush.
            lane().onReadComplete();
            if (state instanceof AwaitingOutput) {
                timers.phase(policy.timeouts().idleNanos());
            }
        } else if (body != null && lane().isTerminated()) {
            lane().finish();
        } else if (state instanceof Flowing flowing && flowing.connection().isPaused()) {
            // It is the client that takes nothing: its own timer is at work.
            timers.phase(policy.timeouts().idleNanos());
        } else if (state instanceof Acquiring) {
            die(ConnectFaults.expired(isAuthorized, isConnecting), false);
        } else {
            giveUp(
                    state instanceof Sending
                            ? "the provider did not take the request in time"
                            : "the provider did not answer in time");
        }
    }

    /** Ends the attempt for its lateness. */
    private void giveUp(String message) {
        GatewayFault fault = GatewayFault.of(Kind.UPSTREAM_TIMEOUT, message);
        if (state instanceof Flowing) {
            listener.onBroken(fault, isBetweenEvents());
            close();
        } else {
            die(fault, false);
        }
    }

    @Override
    public void onOutput(int heldBytes, boolean isWhole) {
        timers.onOutput();
        listener.onOutput(heldBytes, isWhole, true);
    }

    @Override
    public void onErrorEvent(ByteBuf buffer, int start, int end) {
        ByteBuf json = ProviderError.dataOf(buffer, start, end);
        die(ProviderError.faultOf(json), json, false);
    }

    @Override
    public void onFault(GatewayFault fault) {
        GatewayFault common = fault.inCommonStatus();
        long hint = answer == null ? 0 : AnswerFields.retryAfterSeconds(answer);
        GatewayFault told = hint == 0 ? common : common.retryAfter(hint);
        if (state instanceof Flowing) {
            listener.onBroken(told, true);
            close();
        } else {
            die(told, false);
        }
    }

    @Override
    public void tell(GatewayFault fault, String id, ByteBuf out) {
        plan.tell(fault, id, out);
    }

    @Override
    public void onEnd() {
        if (state instanceof Flowing flowing) {
            onEnd(flowing.end(), flowing.connection());
        } else if (state instanceof AwaitingOutput awaiting) {
            onEnd(awaiting.end(), awaiting.connection());
        }
    }

    private void onEnd(AttemptState done, UpstreamConnection connection) {
        state = done;
        timers.off();
        listener.onEnd();
        connection.giveBack();
    }

    @Override
    public void onBroken(boolean isBetweenEvents) {
        if (state instanceof Flowing) {
            listener.onBroken(broken(), isBetweenEvents);
            close();
        } else {
            die(broken(), false);
        }
    }

    private void die(GatewayFault fault, boolean isStale) {
        die(fault, null, isStale);
    }

    private void die(GatewayFault fault, @Nullable ByteBuf providersWords, boolean isStale) {
        close();
        if (!isTold) {
            isTold = true;
            listener.onDead(fault, providersWords, isStale);
        } else if (providersWords != null) {
            providersWords.release();
        }
    }

    @Override
    public void close() {
        timers.off();
        if (body != null) {
            body.close();
        }
        if (request.flow() != null) {
            request.flow().close();
        }
        if (state instanceof Acquiring && isAuthorized) {
            context.pool().forget(address, this);
        }
        if (state instanceof Connected connected) {
            connected.connection().close();
        }
        if (state instanceof Live live) {
            state = live.die();
        }
    }

    @Override
    public String answerLoss() {
        return plan.loss();
    }

    @Override
    public @Nullable Usage usage() {
        return plan.usage();
    }

    @Override
    public long answerBytes() {
        return body == null ? 0 : body.lane().bytesSent();
    }

    @Override
    public long heldBytes() {
        BodyFlow flow = request.flow();
        return (flow == null ? 0 : flow.heldBytes())
                + (body == null ? 0 : body.lane().heldBytes());
    }

    private static GatewayFault broken() {
        return GatewayFault.of(Kind.UPSTREAM_BROKEN, "the provider's answer broke off");
    }

    private Lane lane() {
        if (body == null) {
            throw new IllegalStateException("no answer has begun");
        }
        return body.lane();
    }
}
