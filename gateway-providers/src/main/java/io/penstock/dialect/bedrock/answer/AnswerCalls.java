package io.penstock.dialect.bedrock.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The calls of an answer: the first that is open is written as it is told, those that began behind it wait for its end. */
final class AnswerCalls {
    /** All that waits at once; more of it is no answer that any client could read. */
    static final long WAITING_BYTES_MAX = 16 * 1024 * 1024;

    private static final int NONE = -1;
    private static final RawJson NOTHING = RawJson.of("{}");

    private final MessageOut out;
    private final LossReport loss;
    private final Deque<WaitingCall> waiting = new ArrayDeque<>();
    private int open = NONE;
    private boolean hasArguments;
    private boolean isEmpty = true;
    private long waitingBytes;

    AnswerCalls(MessageOut out, LossReport loss) {
        this.out = out;
        this.loss = loss;
    }

    /** Whether there was none. */
    boolean isEmpty() {
        return isEmpty;
    }

    /** Whether calls wait. */
    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** A call begins. */
    void start(WaitingCall call) {
        isEmpty = false;
        if (open == NONE) {
            write(call);
        } else {
            waiting.add(call);
        }
    }

    private void write(WaitingCall call) {
        EscapedText label = call.label();
        if (label != null) {
            out.beginThinking();
            out.endThinking(label);
        }
        open = call.call();
        hasArguments = call.write(out);
    }

    /** A fragment of a call's arguments. */
    void fragment(int call, ByteBuf buffer, int start, int end) {
        if (call == open) {
            out.fragment(buffer, start, end);
            hasArguments = true;
            return;
        }
        WaitingCall later = waiting(call, end - start);
        if (later != null) {
            later.fragment(buffer, start, end);
        }
    }

    /** All of a call's arguments. */
    void input(int call, ByteBuf buffer, int start, int end) {
        if (call == open) {
            out.input(buffer, start, end);
            hasArguments = true;
            return;
        }
        WaitingCall later = waiting(call, end - start);
        if (later != null) {
            later.input(buffer, start, end);
        }
    }

    /** The call that waits, if it does and there is room for so much more. */
    private @Nullable WaitingCall waiting(int call, int bytes) {
        waitingBytes += bytes;
        if (waitingBytes <= WAITING_BYTES_MAX) {
            for (WaitingCall each : waiting) {
                if (each.call() == call) {
                    return each;
                }
            }
        }
        loss.dropped("toolUse.input");
        return null;
    }

    /** The calls are over: those that wait are written. */
    void end() {
        endOpen();
        for (WaitingCall next = waiting.poll(); next != null; next = waiting.poll()) {
            write(next);
            endOpen();
        }
        waitingBytes = 0;
    }

    private void endOpen() {
        if (!hasArguments) {
            out.input(NOTHING.buffer(), NOTHING.start(), NOTHING.end());
        }
        out.endBlock();
        open = NONE;
    }
}
