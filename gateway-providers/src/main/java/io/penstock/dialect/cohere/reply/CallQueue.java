package io.penstock.dialect.cohere.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The calls of an answer, told side by side and written one behind the other: clients of the dialect put together one call at a time. The
 * first that is not over is written as it comes, and those behind it wait, up to a bound.
 */
final class CallQueue {
    /** What the arguments of waiting calls may come to. */
    static final int WAITING_BYTES_MAX = 4 * 1024 * 1024;

    private static final int NONE = -1;
    private static final RawJson NO_ARGUMENTS = RawJson.of("{}");

    private final MessageOut out;
    private final LossReport loss;
    private final Deque<Waiting> waiting = new ArrayDeque<>(2);
    private int open = NONE;
    private boolean hasArguments;
    private boolean isAny;
    private int waitingBytes;

    private static final class Waiting {
        private final int call;
        private final EscapedText id;
        private final EscapedText name;
        private final ByteBuf arguments = Unpooled.buffer();
        private boolean isInput;

        Waiting(int call, EscapedText id, EscapedText name) {
            this.call = call;
            this.id = id;
            this.name = name;
        }
    }

    CallQueue(MessageOut out, LossReport loss) {
        this.out = out;
        this.loss = loss;
    }

    /** Whether there was any. */
    boolean isAny() {
        return isAny;
    }

    /** Whether calls wait. */
    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** A call begins. Its texts are kept: they must be in memory of their own. */
    void start(int call, EscapedText id, EscapedText name) {
        isAny = true;
        Waiting begun = new Waiting(call, id, name);
        if (open == NONE) {
            write(begun);
        } else {
            waiting.add(begun);
        }
    }

    private void write(Waiting begun) {
        open = begun.call;
        out.beginCall(begun.id, begun.name);
        int length = begun.arguments.writerIndex();
        hasArguments = length > 0;
        if (hasArguments && begun.isInput) {
            out.input(begun.arguments, 0, length);
        } else if (hasArguments) {
            out.fragment(begun.arguments, 0, length);
        }
    }

    /** A fragment of a call's arguments. Borrows {@code buffer}. */
    void fragment(int call, ByteBuf buffer, int start, int end) {
        if (call == open) {
            out.fragment(buffer, start, end);
            hasArguments = true;
            return;
        }
        Waiting later = waiting(call, end - start);
        if (later != null) {
            later.arguments.writeBytes(buffer, start, end - start);
        }
    }

    /** All of a call's arguments. Borrows {@code buffer}. */
    void input(int call, ByteBuf buffer, int start, int end) {
        if (call == open) {
            out.input(buffer, start, end);
            hasArguments = true;
            return;
        }
        Waiting later = waiting(call, end - start);
        if (later != null) {
            later.isInput = true;
            later.arguments.writeBytes(buffer, start, end - start);
        }
    }

    /** The call that waits, if it does and there is room for so much more. */
    private @Nullable Waiting waiting(int call, int bytes) {
        waitingBytes += bytes;
        if (waitingBytes <= WAITING_BYTES_MAX) {
            for (Waiting each : waiting) {
                if (each.call == call) {
                    return each;
                }
            }
        }
        loss.dropped("tool_calls.arguments");
        return null;
    }

    /** The calls are over: those that wait are written. */
    void end() {
        if (open != NONE) {
            endOpen();
        }
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            write(next);
            endOpen();
        }
        waitingBytes = 0;
    }

    private void endOpen() {
        if (!hasArguments) {
            out.input(NO_ARGUMENTS.buffer(), NO_ARGUMENTS.start(), NO_ARGUMENTS.end());
        }
        out.endCall();
        open = NONE;
    }
}
