package io.penstock.dialect.responses.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.Usage;
import io.penstock.dialect.responses.reply.CarriedState.Owner;
import io.penstock.dialect.responses.reply.OutputItem.Status;
import io.penstock.dialect.responses.reply.ResponseObject.Outcome;
import io.penstock.dialect.responses.stored.Turn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer as a response: as events while it is told, or whole at its end.
 *
 * <p>Blocks become items. Texts and refusals in a row are parts of one message; reasoning, an image and each call are items of their own,
 * and end the message before them. What is said is kept as well, since the last events repeat it.
 */
public final class ResponsesAnswerWriter implements AnswerWriter {
    private static final String STATE = ReasoningState.LOST;
    /** As many may wait for what they belong to: nobody has more than one. */
    private static final int STATES_MAX = 16;

    private final AnswerContext context;
    private final @Nullable Turn turn;
    private final LossReport loss = new LossReport();
    private final @Nullable EventOut events;
    private final Items items;
    private final Calls calls;
    private final List<EscapedText> textStates = new ArrayList<>(0);
    private final List<Waiting> waiting = new ArrayList<>(0);

    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private @Nullable ResponseObject response;
    /** The message that takes the next text, or nothing. */
    private @Nullable OutputItem message;
    /** The block that takes the next fragment of its kind, or nothing. */
    private @Nullable Block open;

    private boolean isInCall;
    private @Nullable FinishReason reason;
    private @Nullable Usage usage;
    private @Nullable RawJson serviceTier;

    /**
     * A writer of one answer.
     *
     * @param turn stores it; null where nothing is stored
     */
    public ResponsesAnswerWriter(AnswerContext context, @Nullable Turn turn) {
        this.context = context;
        this.turn = turn;
        this.events = context.isStream() ? new EventOut() : null;
        this.items = new Items(context.id(), events, loss);
        this.calls = new Calls(items, context, loss);
    }

    /** State that was told outside of any block, and belongs to what follows. */
    private record Waiting(String dialect, String kind, EscapedText data) {}

    @Override
    public void to(ByteBuf target) {
        out = target;
        items.to(target);
    }

    @Override
    public String contentType() {
        return events == null ? "application/json" : "text/event-stream";
    }

    @Override
    public void onStart(@Nullable EscapedText id, @Nullable EscapedText model, long createdSeconds) {
        ResponseObject begun = ResponseObject.of(id, model, createdSeconds, context, turn);
        response = begun;
        if (events != null) {
            events.start(begun);
        }
    }

    /** There is one choice in this dialect. */
    private boolean isElsewhere(int choice) {
        if (choice == 0) {
            return false;
        }
        loss.dropped("choices");
        return true;
    }

    @Override
    public void onText(int choice, ByteBuf buffer, int start, int end) {
        fragment(choice, BlockKind.TEXT, buffer, start, end);
    }

    @Override
    public void onReasoning(int choice, ByteBuf buffer, int start, int end) {
        fragment(choice, BlockKind.SUMMARY, buffer, start, end);
    }

    @Override
    public void onRefusal(int choice, ByteBuf buffer, int start, int end) {
        fragment(choice, BlockKind.REFUSAL, buffer, start, end);
    }

    private void fragment(int choice, BlockKind kind, ByteBuf buffer, int start, int end) {
        if (start == end || isElsewhere(choice)) {
            return;
        }
        Block block = open;
        if (block == null || block.kind() != kind) {
            block = begin(kind);
        }
        items.fragment(block, buffer, start, end);
    }

    private Block begin(BlockKind kind) {
        isInCall = false;
        OutputItem item = message;
        if (kind == BlockKind.SUMMARY || item == null || !waiting.isEmpty()) {
            endMessage(Status.COMPLETED);
            addWaiting(Owner.REASONING);
            item = items.add(kind == BlockKind.SUMMARY ? OutputItem.Type.REASONING : OutputItem.Type.MESSAGE);
            items.added(item);
            message = kind == BlockKind.SUMMARY ? null : item;
        } else {
            endBlock(Status.COMPLETED);
        }
        Block block = items.begin(kind, item);
        open = block;
        return block;
    }

    /** The block at hand is over, and with it an item of reasoning; a message may go on. */
    private void endBlock(Status status) {
        Block block = open;
        open = null;
        if (block != null) {
            items.end(block);
            if (block.kind() == BlockKind.SUMMARY) {
                items.end(block.item(), status);
            }
        }
    }

    private void endMessage(Status status) {
        endBlock(status);
        OutputItem ended = message;
        message = null;
        if (ended != null) {
            items.end(ended, status);
        }
        textStates.forEach(items::addState);
        textStates.clear();
    }

    @Override
    public void onToolCallStart(int choice, int call, @Nullable EscapedText id, EscapedText name) {
        if (isElsewhere(choice)) {
            return;
        }
        endMessage(Status.COMPLETED);
        addWaiting(Owner.CALL);
        calls.start(id, name);
        isInCall = true;
    }

    @Override
    public void onToolCallArguments(int choice, int call, ByteBuf buffer, int start, int end) {
        if (!isElsewhere(choice)) {
            calls.arguments(call, buffer, start, end);
        }
    }

    @Override
    public void onToolCallInput(int choice, int call, ByteBuf buffer, int start, int end) {
        if (!isElsewhere(choice)) {
            EscapedText escaped = CustomTools.escaped(buffer, start, end);
            calls.arguments(call, escaped.buffer(), escaped.start(), escaped.end());
        }
    }

    @Override
    public void onMedia(int choice, EscapedText mimeType, ByteBuf buffer, int start, int end) {
        String type = mimeType.decode();
        if (isElsewhere(choice)) {
            return;
        }
        if (!type.matches("image/[A-Za-z0-9.+-]+")) {
            loss.dropped("media");
            return;
        }
        endMessage(Status.COMPLETED);
        addWaiting(Owner.REASONING);
        isInCall = false;
        items.addImage(type.substring("image/".length()), buffer, start, end);
    }

    @Override
    public void onCitation(int choice, Citation citation) {
        Block block = open;
        if (isElsewhere(choice)) {
            return;
        }
        if (citation.url() == null || block == null || block.kind() != BlockKind.TEXT) {
            loss.dropped("citation");
            return;
        }
        if (citation.quote() != null) {
            loss.dropped("citation.quote");
        }
        items.annotate(block, Block.Annotation.of(citation));
    }

    @Override
    public void onReasoningState(int choice, String dialect, String kind, ByteBuf buffer, int start, int end) {
        if (isElsewhere(choice)) {
            return;
        }
        Block block = open;
        if (block == null) {
            await(new Waiting(dialect, kind, CarriedState.copy(buffer, start, end)));
            return;
        }
        boolean isThought = block.kind() == BlockKind.SUMMARY;
        EscapedText state = carried(isThought ? Owner.REASONING : Owner.TEXT, dialect, kind, buffer, start, end);
        if (state == null) {
            return;
        }
        if (!isThought && textStates.size() < STATES_MAX) {
            textStates.add(state);
        } else if (!isThought || !block.item().setState(state)) {
            loss.dropped(STATE);
        }
    }

    private void await(Waiting state) {
        if (waiting.size() < STATES_MAX) {
            waiting.add(state);
        } else {
            loss.dropped(STATE);
        }
    }

    private @Nullable EscapedText carried(
            Owner owner, String dialect, String kind, ByteBuf buffer, int start, int end) {
        EscapedText state = CarriedState.write(owner, dialect, context.target(), kind, buffer, start, end);
        if (state == null) {
            loss.dropped(STATE);
        }
        return state;
    }

    /** What waited belongs to that. */
    private void addWaiting(Owner owner) {
        for (Waiting each : waiting) {
            EscapedText data = each.data();
            EscapedText state = carried(owner, each.dialect(), each.kind(), data.buffer(), data.start(), data.end());
            if (state != null) {
                items.addState(state);
            }
        }
        waiting.clear();
    }

    @Override
    public void onExtra(int choice, String name, ByteBuf buffer, int start, int end) {
        if (choice < 0 && name.equals("service_tier") && buffer.getByte(start) == '"') {
            serviceTier = RawJson.of(ByteBufUtil.getBytes(buffer, start, end - start));
        } else {
            loss.dropped(name);
        }
    }

    @Override
    public void onBlockEnd(int choice) {
        if (isElsewhere(choice)) {
            return;
        }
        if (!waiting.isEmpty()) {
            endMessage(Status.COMPLETED);
            addWaiting(Owner.REASONING);
        } else if (isInCall) {
            calls.endLast();
            isInCall = false;
        } else {
            endBlock(Status.COMPLETED);
        }
    }

    @Override
    public void onFinish(int choice, FinishReason told, @Nullable EscapedText stopSequence) {
        if (isElsewhere(choice)) {
            return;
        }
        reason = told;
        Status status = incompleteReason() == null ? Status.COMPLETED : Status.INCOMPLETE;
        endMessage(status);
        addWaiting(Owner.REASONING);
        calls.endAll(status);
        if (stopSequence != null) {
            loss.dropped("stop_sequence");
        }
        if (told == FinishReason.PAUSE) {
            loss.approximated("finish_reason");
        }
    }

    private @Nullable String incompleteReason() {
        if (reason == FinishReason.LENGTH) {
            return "max_output_tokens";
        }
        return reason == FinishReason.CONTENT_FILTER ? "content_filter" : null;
    }

    @Override
    public void onUsage(Usage told) {
        usage = told;
    }

    @Override
    public void onEnd() {
        String incomplete = incompleteReason();
        String status = incomplete == null ? "completed" : "incomplete";
        Outcome outcome = new Outcome(status, incomplete, items.all(), usage, serviceTier, null);
        if (events == null) {
            response().write(outcome, JsonWriter.into(out), out);
        } else {
            events.end(response(), outcome);
        }
        onStored();
    }

    private void onStored() {
        if (turn != null && turn.isTooLarge()) {
            loss.dropped("store");
        }
    }

    private ResponseObject response() {
        ResponseObject begun = response;
        return begun == null ? ResponseObject.of(null, null, 0, context, turn) : begun;
    }

    @Override
    public void onError(GatewayFault fault) {
        if (events == null) {
            throw new IllegalStateException("a whole answer that breaks off is never written");
        }
        events.error(fault, context.id());
        events.end(response(), Outcome.failed(fault));
        onStored();
    }

    @Override
    public LossReport loss() {
        return loss;
    }

    @Override
    public void close() {
        items.release();
        out = Unpooled.EMPTY_BUFFER;
    }
}
