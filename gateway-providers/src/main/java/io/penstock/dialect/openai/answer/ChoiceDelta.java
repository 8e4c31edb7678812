package io.penstock.dialect.openai.answer;

import io.penstock.dialect.FinishReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an event says of one choice, checked and not yet told: ranges of the event. Reused from event to event, so that reading one
 * allocates nothing.
 */
final class ChoiceDelta {
    final Ranges texts = new Ranges();
    final Ranges refusals = new Ranges();
    /** Reasoning within the content. */
    final Ranges thoughts = new Ranges();
    /** Reasoning by its two names, of which some servers send both. */
    final Ranges reasoningContents = new Ranges();

    final Ranges reasonings = new Ranges();
    /** Arrays, read when they are told. */
    final Ranges annotations = new Ranges();

    final Ranges images = new Ranges();
    final Ranges details = new Ranges();
    /** Objects, read when they are told. */
    final Ranges audios = new Ranges();

    private final List<CallDelta> calls = new ArrayList<>(2);
    private int callCount;

    int index;

    @Nullable
    FinishReason finish;

    boolean isFailed;

    void clear(int place) {
        texts.clear();
        refusals.clear();
        thoughts.clear();
        reasoningContents.clear();
        reasonings.clear();
        annotations.clear();
        images.clear();
        details.clear();
        audios.clear();
        callCount = 0;
        index = place;
        finish = null;
        isFailed = false;
    }

    /** One more call. */
    CallDelta addCall() {
        if (callCount == calls.size()) {
            calls.add(new CallDelta());
        }
        CallDelta call = calls.get(callCount++);
        call.clear();
        return call;
    }

    int callCount() {
        return callCount;
    }

    CallDelta call(int at) {
        return calls.get(at);
    }

    /** Reasoning by the name that says something. */
    Ranges reasoning() {
        return reasoningContents.isEmpty() ? reasonings : reasoningContents;
    }

    /** Whether it says anything that is output. */
    boolean hasOutput() {
        return !texts.isEmpty()
                || callCount > 0
                || finish != null
                || !reasoning().isEmpty()
                || !thoughts.isEmpty()
                || !refusals.isEmpty()
                || !images.isEmpty()
                || !audios.isEmpty();
    }
}
