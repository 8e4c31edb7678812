package io.penstock.dialect.openai.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.GenerationEvents;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one choice: which of the provider's is which of ours. Providers name a call by its index, by its id, by both, or by
 * neither where it comes whole; some give all of them the index 0, some say the id in every event, some say it empty.
 */
final class CallTracker {
    /** Arguments that come before the name of what is called: nobody is known to send any. */
    private static final int EARLY_BYTES_MAX = 64 * 1024;

    private static final int NOT_STARTED = -1;

    private static final class Call {
        private final long index;
        private byte[] id = {};
        private int number = NOT_STARTED;
        private @Nullable ByteBuf early;

        private Call(long index) {
            this.index = index;
        }
    }

    private final List<Call> calls = new ArrayList<>(2);
    private final int choice;
    private int started;
    private boolean isOverfull;

    CallTracker(int choice) {
        this.choice = choice;
    }

    /** How many calls have been told. */
    int started() {
        return started;
    }

    /** Whether there would be more calls than can be, with so many events of calls more. */
    boolean isFull(int more) {
        return isOverfull || calls.size() + more > ChoiceReader.CALLS_MAX;
    }

    /** Tells what an event says of one call. */
    void tell(CallDelta delta, ByteBuf buffer, GenerationEvents out) {
        Call call = find(delta, buffer);
        if (call == null) {
            // An empty event of a call that never was: some servers end with one.
            if (!delta.hasId() && !delta.hasName() && !delta.hasArguments()) {
                return;
            }
            call = new Call(delta.index);
            calls.add(call);
        }
        if (call.id.length == 0 && delta.hasId()) {
            call.id = ByteBufUtil.getBytes(buffer, delta.idStart, delta.idEnd - delta.idStart);
        }
        if (call.number == NOT_STARTED && delta.hasName()) {
            start(call, delta, buffer, out);
        }
        if (call.number == NOT_STARTED) {
            keep(call, delta, buffer);
        } else if (delta.inputStart < delta.inputEnd) {
            out.onToolCallInput(choice, call.number, buffer, delta.inputStart, delta.inputEnd);
        } else if (delta.argumentsStart < delta.argumentsEnd) {
            out.onToolCallArguments(choice, call.number, buffer, delta.argumentsStart, delta.argumentsEnd);
        }
    }

    private @Nullable Call find(CallDelta delta, ByteBuf buffer) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            Call call = calls.get(i);
            boolean isSame;
            if (delta.index >= 0) {
                isSame = call.index == delta.index;
            } else if (delta.hasId()) {
                isSame = hasId(call, delta, buffer);
            } else {
                return delta.hasName() ? null : call;
            }
            if (isSame) {
                boolean isOther = delta.hasName() && delta.hasId() && call.id.length > 0 && !hasId(call, delta, buffer);
                return isOther ? null : call;
            }
        }
        return null;
    }

    private static boolean hasId(Call call, CallDelta delta, ByteBuf buffer) {
        if (call.id.length != delta.idEnd - delta.idStart) {
            return false;
        }
        for (int i = 0; i < call.id.length; i++) {
            if (buffer.getByte(delta.idStart + i) != call.id[i]) {
                return false;
            }
        }
        return true;
    }

    private void start(Call call, CallDelta delta, ByteBuf buffer, GenerationEvents out) {
        call.number = started++;
        if (delta.stateStart < delta.stateEnd) {
            out.onReasoningState(
                    choice, OpenAiAnswerReader.DIALECT, "thought_signature", buffer, delta.stateStart, delta.stateEnd);
        }
        EscapedText id =
                call.id.length == 0 ? null : new EscapedText(Unpooled.wrappedBuffer(call.id), 0, call.id.length);
        out.onToolCallStart(choice, call.number, id, new EscapedText(buffer, delta.nameStart, delta.nameEnd));
        ByteBuf early = call.early;
        if (early != null) {
            out.onToolCallArguments(choice, call.number, early, 0, early.writerIndex());
            call.early = null;
        }
    }

    private void keep(Call call, CallDelta delta, ByteBuf buffer) {
        int bytes = delta.argumentsEnd - delta.argumentsStart;
        if (bytes == 0) {
            return;
        }
        ByteBuf early = call.early;
        if (early == null) {
            early = Unpooled.buffer(bytes);
            call.early = early;
        }
        isOverfull |= early.writerIndex() + bytes > EARLY_BYTES_MAX;
        if (!isOverfull) {
            early.writeBytes(buffer, delta.argumentsStart, bytes);
        }
    }
}
