package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.Usage;
import io.penstock.relay.AnswerHead;
import io.penstock.relay.Sink;
import io.penstock.telemetry.AccessRecord;
import io.penstock.telemetry.UsageSource;
import org.jspecify.annotations.Nullable;

/** One try at one target. It tells an {@link AttemptListener} what becomes of it; confined to the exchange's event loop. */
sealed interface Attempt permits UpstreamAttempt, SplitAttempt, LocalAttempt {

    /** Begins; the listener may be told from within. */
    void begin();

    /** The head of the answer as the client is to have it; {@code length} is that of the payload, or unknown. */
    AnswerHead answerHead(long length);

    /** Whether the answer is a stream of events, so that a client can be told of an error in the midst of it. */
    boolean isEvents();

    /** Whether the client has whole events only, so that something can be put between two. */
    boolean isBetweenEvents();

    /** The answer is the client's: all that is held, and all that follows, goes to {@code sink}, whose head was sent. */
    void commit(Sink sink);

    /** A piece of a body that goes up as it comes. Takes {@code piece}. */
    void onRequestBody(ByteBuf piece);

    /** A body that goes up as it comes has come to its end. */
    void onRequestEnd();

    /** The client takes more again. */
    void onSinkWritable();

    /** One of the attempt's timers may have run out. */
    void onDeadline();

    /** Writes what tells a client that has whole events of the answer that it broke. Borrows {@code out}. */
    void tell(GatewayFault fault, String id, ByteBuf out);

    /** Tells {@code record} what has come of it. */
    default void tell(AccessRecord record) {
        Usage usage = usage();
        if (usage != null) {
            record.usage(usage, UsageSource.KNOWN);
        }
        record.upstreamRequestId(upstreamId());
        record.answerLoss(answerLoss());
    }

    /** Nothing more is wanted of it: the answer is over, or nobody waits for it. The listener hears nothing more. */
    void close();

    /** What the answer reported as used so far; null where nothing. */
    @Nullable
    Usage usage();

    /** What the answer lost on its way into another dialect, in one line; empty where nothing. */
    String answerLoss();

    /** The id that the provider gave to the request, null where it gave none. */
    @Nullable
    String upstreamId();

    /** Payload bytes of the answer that went to the client. */
    long answerBytes();

    /** Bytes of the answer that are held here. */
    long heldBytes();
}
