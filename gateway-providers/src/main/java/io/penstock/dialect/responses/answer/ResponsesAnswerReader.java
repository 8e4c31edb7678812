package io.penstock.dialect.responses.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.GenerationEvents.Citation;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import io.penstock.dialect.responses.answer.ItemTeller.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer of the Responses API. A stream is over at the event that holds the whole response; what that repeats is told only where
 * no event before has told any of it.
 */
public final class ResponsesAnswerReader implements AnswerReader {
    private static final GatewayFault EMPTY =
            GatewayFault.of(GatewayFault.Kind.UPSTREAM_BROKEN, "the provider's answer ended before it began");
    private static final GatewayFault INCOMPLETE =
            GatewayFault.of(GatewayFault.Kind.UPSTREAM_BROKEN, "the provider answered before it was done");

    private final UsageCounts usage = new UsageCounts();
    private final EventData data = new EventData();
    private final StreamEvent event = new StreamEvent();
    private final ItemTeller items = new ItemTeller();

    private GatewayFault fault = EMPTY;
    private int lastIndex;
    private boolean isStarted;
    private boolean hasTold;
    private boolean isEnded;

    @Override
    public Verdict onEvent(ByteBuf buffer, int start, int end, GenerationEvents out) {
        if (isEnded) {
            return Verdict.PREAMBLE;
        }
        data.read(buffer, start, end);
        Verdict verdict = onData(out);
        data.clear();
        return verdict;
    }

    private Verdict onData(GenerationEvents out) {
        if (data.isEmpty() || data.isDone()) {
            return data.name() == EventType.ERROR ? failed() : Verdict.PREAMBLE;
        }
        if (!event.read(data.buffer(), data.start(), data.end())) {
            return failed();
        }
        EventType type = event.hasType() ? event.type() : data.name();
        if (type == EventType.ERROR || data.name() == EventType.ERROR || event.hasError()) {
            return failed();
        }
        if (type == null) {
            return Verdict.PREAMBLE;
        }
        if (!type.isDelta() && !JsonScanner.isValue(data.buffer(), data.start(), data.end())) {
            return failed();
        }
        int index = Math.max(event.outputIndex(), event.partIndex());
        if (index >= ResponseView.ITEMS_MAX) {
            return fail(tooMany("output_index", index));
        }
        return onType(type, out);
    }

    private static GatewayFault tooMany(String name, int value) {
        return GatewayFault.of(
                GatewayFault.Kind.UPSTREAM_BROKEN,
                name + ": " + value + " (expected: at most " + ResponseView.ITEMS_MAX + ")");
    }

    private Verdict onType(EventType type, GenerationEvents out) {
        switch (type) {
            case CREATED, IN_PROGRESS, QUEUED -> {
                start(response(), out);
                return Verdict.PREAMBLE;
            }
            case COMPLETED, INCOMPLETE -> {
                return onCompleted(type, out);
            }
            case FAILED -> {
                response();
                return failed();
            }
            case KEEPALIVE, PING -> {
                return Verdict.PREAMBLE;
            }
            default -> {
                start(null, out);
                boolean isTold = type.isDelta() ? onDelta(type, out) : onItem(type, out);
                hasTold |= isTold;
                return isTold ? Verdict.OUTPUT : Verdict.PREAMBLE;
            }
        }
    }

    private void start(@Nullable ResponseView response, GenerationEvents out) {
        if (isStarted) {
            return;
        }
        isStarted = true;
        if (response == null) {
            out.onStart(null, null, 0);
        } else {
            out.onStart(response.id(), response.model(), response.createdSeconds());
        }
    }

    private @Nullable ResponseView response() {
        RawJson response = event.value(data.buffer());
        return response == null ? null : ResponseView.of(response, usage);
    }

    /** The item that the event belongs to: the last one where it does not say. */
    private int index() {
        if (event.outputIndex() != StreamEvent.UNSAID) {
            lastIndex = event.outputIndex();
        }
        return lastIndex;
    }

    private boolean onDelta(EventType type, GenerationEvents out) {
        int index = index();
        if (!event.hasText()) {
            return false;
        }
        ByteBuf buffer = data.buffer();
        int start = event.textStart();
        int end = event.textEnd();
        return switch (type) {
            case ARGUMENTS_DELTA -> items.arguments(index, buffer, start, end, out);
            case INPUT_DELTA -> items.input(index, buffer, start, end, out);
            default -> items.fragment(kind(type), index, event.partIndex(), buffer, start, end, out);
        };
    }

    private static Kind kind(EventType type) {
        return switch (type) {
            case REFUSAL_DELTA, REFUSAL_DONE -> Kind.REFUSAL;
            case SUMMARY_DELTA, SUMMARY_DONE -> Kind.SUMMARY;
            case REASONING_DELTA, REASONING_DONE -> Kind.REASONING;
            default -> Kind.TEXT;
        };
    }

    private boolean onItem(EventType type, GenerationEvents out) {
        int index = index();
        RawJson value = event.value(data.buffer());
        return switch (type) {
            case ITEM_ADDED -> value != null && items.add(index, ItemView.of(value), out);
            case ITEM_DONE -> value != null && items.done(index, ItemView.of(value), out);
            case ANNOTATION_ADDED -> {
                Citation citation = value == null ? null : CitationReader.read(value);
                yield citation != null && items.cite(index, citation, out);
            }
            case ARGUMENTS_DONE, INPUT_DONE ->
                event.hasText() && items.wholeInput(index, event.text(data.buffer()), out);
            case TEXT_DONE, REFUSAL_DONE, SUMMARY_DONE, REASONING_DONE ->
                event.hasText() && items.whole(kind(type), index, event.partIndex(), event.text(data.buffer()), out);
            default -> false;
        };
    }

    private Verdict onCompleted(EventType type, GenerationEvents out) {
        ResponseView response = response();
        List<ItemView> all = response == null || hasTold ? List.of() : response.items();
        if (all.size() > ResponseView.ITEMS_MAX) {
            return fail(tooMany("output", all.size()));
        }
        start(response, out);
        tellAll(all, out);
        finish(response, type == EventType.INCOMPLETE, out);
        return Verdict.END;
    }

    private void tellAll(List<ItemView> all, GenerationEvents out) {
        for (int i = 0; i < all.size(); i++) {
            items.done(i, all.get(i), out);
        }
    }

    private void finish(@Nullable ResponseView response, boolean isIncomplete, GenerationEvents out) {
        isEnded = true;
        items.end(out);
        RawJson tier = response == null ? null : response.serviceTier();
        if (tier != null) {
            out.onExtra(-1, "service_tier", tier.buffer(), tier.start(), tier.end());
        }
        out.onFinish(0, reason(response, isIncomplete), null);
        Usage used = usage.toUsage();
        if (used != null) {
            out.onUsage(used);
        }
        out.onEnd();
    }

    private FinishReason reason(@Nullable ResponseView response, boolean isIncomplete) {
        if (isIncomplete) {
            boolean isFiltered = response != null
                    && response.incompleteReason() != null
                    && response.incompleteReason().is("content_filter");
            return isFiltered ? FinishReason.CONTENT_FILTER : FinishReason.LENGTH;
        }
        return items.hasCalls() ? FinishReason.TOOL_CALLS : FinishReason.STOP;
    }

    private Verdict failed() {
        return fail(ErrorReader.read(0, data.buffer(), data.start(), data.end()));
    }

    private Verdict fail(GatewayFault what) {
        fault = what;
        return Verdict.ERROR;
    }

    @Override
    public Verdict onBody(ByteBuf buffer, int start, int end, GenerationEvents out) {
        RawJson body = new RawJson(buffer, start, end);
        if (!JsonScanner.isValue(buffer, start, end)) {
            return fail(start == end ? EMPTY : ErrorReader.unreadable());
        }
        ResponseView response = ResponseView.of(body, usage);
        if (response.hasError() || !response.hasOutput() || response.status().equals("failed")) {
            return fail(ErrorReader.read(0, buffer, start, end));
        }
        if (!response.status().isEmpty() && !response.status().matches("completed|incomplete")) {
            return fail(INCOMPLETE);
        }
        List<ItemView> all = response.items();
        if (all.size() > ResponseView.ITEMS_MAX) {
            return fail(tooMany("output", all.size()));
        }
        start(response, out);
        tellAll(all, out);
        finish(response, response.status().equals("incomplete"), out);
        return Verdict.END;
    }

    @Override
    public void onSourceEnd(GenerationEvents out) {
        // Nothing is owed: the event that ends a stream tells all of it.
    }

    @Override
    public boolean isFinished() {
        return isEnded;
    }

    @Override
    public @Nullable Usage usage() {
        return usage.toUsage();
    }

    @Override
    public GatewayFault fault() {
        return fault;
    }

    @Override
    public GatewayFault fault(int status, ByteBuf buffer, int start, int end) {
        return ErrorReader.read(status, buffer, start, end);
    }
}
