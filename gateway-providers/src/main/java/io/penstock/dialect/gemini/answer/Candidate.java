package io.penstock.dialect.gemini.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GenerationEvents.Citation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One candidate of an answer, from its first event to its last: what an event says of it depends on what was said before. */
final class Candidate {
    private static final int SOURCES_MAX = 1024;
    private static final int DIGEST_CHARACTERS = 256;

    private final int index;
    private final JsonCursor cursor = new JsonCursor();
    private final Set<String> sources = new HashSet<>();
    private int calls;
    /** The arguments of the last call, while they are streamed. */
    private @Nullable PartialArguments open;

    private int reason = FinishReasons.NONE;

    Candidate(int index) {
        this.index = index;
    }

    /** Whether it has given its reason to stop. */
    boolean isFinished() {
        return reason != FinishReasons.NONE;
    }

    /** Why it stopped: to have its tools called where it called any and says no worse. */
    FinishReason finish() {
        FinishReason told = FinishReasons.toReason(reason);
        return told == FinishReason.STOP && calls > 0 ? FinishReason.TOOL_CALLS : told;
    }

    /** Turns what one event holds of it, as it stands there, into what is to be told. Borrows {@code buffer} for the call. */
    void resolve(ByteBuf buffer, Notes raw, Notes out) {
        for (int i = 0; i < raw.count(); i++) {
            switch (raw.kind(i)) {
                case Notes.CALL -> onCall(buffer, raw, i, out);
                case Notes.CITATIONS -> onCitations(raw, i, out);
                case Notes.FINISH -> {
                    endOpen(out);
                    reason = raw.start(i);
                    out.copy(raw, i, index);
                }
                default -> {
                    if (raw.end(i) > raw.start(i)) {
                        endOpen(out);
                    }
                    out.copy(raw, i, index);
                }
            }
        }
    }

    private void onCall(ByteBuf buffer, Notes raw, int at, Notes out) {
        cursor.reset(buffer, raw.start(at), raw.end(at));
        FunctionCall call = FunctionCall.read(cursor);
        cursor.clear();
        if (call.name() != null) {
            endOpen(out);
            out.add(Notes.CALL_START, index, calls, calls);
            out.state(raw.stateStart(at), raw.stateEnd(at));
            out.value(call);
            calls++;
            if (call.continues() || call.partialArgs() != null) {
                open = new PartialArguments();
            } else if (call.args() != null) {
                addInput(call.args(), out);
            }
        } else if (open == null && !call.isEmpty()) {
            throw Broken.because("functionCall.name: missing");
        }
        onPartial(call, out);
    }

    private void onPartial(FunctionCall call, Notes out) {
        PartialArguments arguments = open;
        if (arguments == null) {
            return;
        }
        RawJson partial = call.partialArgs();
        if (partial != null) {
            cursor.reset(partial.buffer(), partial.start(), partial.end());
            arguments.read(cursor);
            cursor.clear();
        }
        if (!call.continues()) {
            endOpen(out);
        }
    }

    /** The call whose arguments were streamed is whole, though nothing may have said so. */
    void endOpen(Notes out) {
        PartialArguments arguments = open;
        if (arguments != null) {
            open = null;
            addInput(arguments.toObject(), out);
        }
    }

    private void addInput(RawJson input, Notes out) {
        out.add(Notes.CALL_INPUT, index, calls - 1, calls - 1);
        out.value(input);
    }

    /** Where a text comes from is said again as more of it is known: each source is told once. */
    private void onCitations(Notes raw, int at, Notes out) {
        List<Citation> fresh = new ArrayList<>();
        for (Citation citation : Sources.read(raw, at)) {
            if (sources.size() < SOURCES_MAX && sources.add(digest(citation))) {
                fresh.add(citation);
            }
        }
        if (!fresh.isEmpty()) {
            out.add(Notes.CITATIONS, index, 0, 0);
            out.value(fresh);
        }
    }

    /** What tells sources apart, in a few bytes however long they are. */
    private static String digest(Citation citation) {
        String text = citation.url() + " " + citation.quote();
        return text.length() <= DIGEST_CHARACTERS
                ? text
                : text.substring(0, DIGEST_CHARACTERS) + text.length() + " " + text.hashCode();
    }
}
