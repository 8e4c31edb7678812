package io.penstock.dialect.openai.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.JsonScanner;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GenerationEvents;

/** Tells what the events say of one choice, in the order in which an answer is told. */
final class ChoiceTeller {
    private final int choice;
    private final CallTracker calls;
    private boolean isBegun;
    private boolean isFinished;
    private boolean isInBlock;

    ChoiceTeller(int choice) {
        this.choice = choice;
        this.calls = new CallTracker(choice);
    }

    boolean isBegun() {
        return isBegun;
    }

    boolean isFinished() {
        return isFinished;
    }

    /** Whether what the event says of calls would be more than can be. */
    boolean isFull(ChoiceDelta delta) {
        return calls.isFull(delta.callCount());
    }

    /** Tells all of the event but its end. */
    void tell(ChoiceDelta delta, ByteBuf buffer, boolean isWhole, GenerationEvents out) {
        isBegun = true;
        if (isFinished) {
            return;
        }
        tellReasoning(delta.reasoning(), buffer, out);
        tellReasoning(delta.thoughts, buffer, out);
        for (int i = 0; i < delta.texts.size(); i++) {
            out.onText(choice, buffer, delta.texts.start(i), delta.texts.end(i));
            isInBlock = true;
        }
        for (int i = 0; i < delta.refusals.size(); i++) {
            out.onRefusal(choice, buffer, delta.refusals.start(i), delta.refusals.end(i));
            isInBlock = true;
        }
        if (!delta.audios.isEmpty()) {
            MediaReader.tellAudio(choice, delta, buffer, isWhole, out);
        }
        if (!delta.images.isEmpty()) {
            MediaReader.tellImages(choice, delta.images, buffer, out);
        }
        if (!delta.annotations.isEmpty()) {
            CitationReader.tellAnnotations(choice, delta.annotations, buffer, out);
        }
        for (int i = 0; i < delta.callCount(); i++) {
            tellCall(delta.call(i), buffer, out);
        }
        tellDetails(delta.details, buffer, out);
    }

    private void tellReasoning(Ranges thoughts, ByteBuf buffer, GenerationEvents out) {
        for (int i = 0; i < thoughts.size(); i++) {
            out.onReasoning(choice, buffer, thoughts.start(i), thoughts.end(i));
            isInBlock = true;
        }
    }

    private void tellCall(CallDelta call, ByteBuf buffer, GenerationEvents out) {
        // A state outside of any block is the call's own.
        if (isInBlock && call.stateStart < call.stateEnd) {
            out.onBlockEnd(choice);
        }
        calls.tell(call, buffer, out);
        isInBlock = true;
    }

    /** What a router gives out of its providers' reasoning, for clients that give it back. */
    private void tellDetails(Ranges details, ByteBuf buffer, GenerationEvents out) {
        for (int i = 0; i < details.size(); i++) {
            if (JsonScanner.isValue(buffer, details.start(i), details.end(i))) {
                out.onExtra(choice, "reasoning_details", buffer, details.start(i), details.end(i));
            }
        }
    }

    /** Tells that the choice is over. Who calls a tool waits for it, whatever the provider calls that. */
    void finish(FinishReason reason, GenerationEvents out) {
        if (!isFinished) {
            isFinished = true;
            boolean isWaiting = reason == FinishReason.STOP && calls.started() > 0;
            out.onFinish(choice, isWaiting ? FinishReason.TOOL_CALLS : reason, null);
        }
    }
}
