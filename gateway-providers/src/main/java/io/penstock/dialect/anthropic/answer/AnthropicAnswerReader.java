package io.penstock.dialect.anthropic.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer of the Messages API. A stream that says its last word twice, begins twice (proxies do that) or goes on behind its end
 * is read as if it did not; blocks that no other dialect knows, and events that nobody knows, are passed over.
 */
public final class AnthropicAnswerReader implements AnswerReader {
    private static final JsonKey[] START_MEMBERS = {JsonKey.of("id"), JsonKey.of("model"), JsonKey.of("usage")};
    private static final int ID = 0;
    private static final int MODEL = 1;

    private final StreamEvent event = new StreamEvent();
    private final DeltaReader delta = new DeltaReader();
    private final BlockReader block = new BlockReader();
    private final OpenBlocks open = new OpenBlocks();
    private final UsageCounts usage = new UsageCounts();
    private final EndReader end = new EndReader();
    private final JsonCursor cursor = new JsonCursor();

    private GatewayFault fault = ErrorReader.broken("it said nothing");
    private int calls;
    private boolean isStarted;
    private boolean isFinished;
    private boolean isEnded;

    @Override
    public Verdict onEvent(ByteBuf buffer, int start, int to, GenerationEvents out) {
        if (isEnded) {
            return Verdict.PREAMBLE;
        }
        int type = event.read(buffer, start, to);
        Verdict verdict = switch (type) {
            case StreamEvent.BLOCK_DELTA -> onDelta(out);
            case StreamEvent.MESSAGE_START -> onMessageStart(out);
            case StreamEvent.BLOCK_START -> onBlockStart(out);
            case StreamEvent.BLOCK_STOP -> onBlockStop(out);
            case StreamEvent.MESSAGE_DELTA -> onMessageDelta(out);
            case StreamEvent.MESSAGE_STOP -> onMessageStop(out);
            case StreamEvent.ERROR -> {
                fault = ErrorReader.read(0, event.data(), event.dataStart(), event.dataEnd());
                yield Verdict.ERROR;
            }
            case StreamEvent.BROKEN -> broken("an event that is no JSON");
            default -> Verdict.PREAMBLE;
        };
        event.clear();
        return verdict;
    }

    private Verdict onDelta(GenerationEvents out) {
        if (isFinished || !event.has(StreamEvent.DELTA)) {
            return Verdict.PREAMBLE;
        }
        event.enter(StreamEvent.DELTA, cursor);
        if (!delta.read(cursor)) {
            return broken("a delta that is no JSON");
        }
        int kind = open.kind(event.index());
        if (kind == OpenBlocks.IGNORED || delta.isEmpty()) {
            return Verdict.PREAMBLE;
        }
        if (!isStarted) {
            begin(null, null, out);
        }
        return delta.tell(event.data(), kind, out) ? Verdict.OUTPUT : Verdict.PREAMBLE;
    }

    private Verdict onMessageStart(GenerationEvents out) {
        if (isStarted) {
            return Verdict.PREAMBLE;
        }
        EscapedText id = null;
        EscapedText model = null;
        if (event.has(StreamEvent.MESSAGE)) {
            event.enter(StreamEvent.MESSAGE, cursor);
            cursor.enterObject();
            while (cursor.nextMember()) {
                switch (cursor.keyIn(START_MEMBERS)) {
                    case ID -> id = cursor.takeText();
                    case MODEL -> model = cursor.takeText();
                    case -1 -> cursor.skip();
                    default -> usage.read(cursor);
                }
            }
            if (cursor.isBroken()) {
                return broken("a message_start that is no JSON");
            }
        }
        begin(id, model, out);
        tellUsage(out);
        return Verdict.PREAMBLE;
    }

    private Verdict onBlockStart(GenerationEvents out) {
        if (isFinished || !event.has(StreamEvent.CONTENT_BLOCK)) {
            return Verdict.PREAMBLE;
        }
        event.enter(StreamEvent.CONTENT_BLOCK, cursor);
        String problem = block.read(cursor);
        if (problem != null) {
            return broken(problem);
        }
        if (!open.open(event.index(), block.takesArguments() ? calls : block.kind())) {
            return broken("more than " + OpenBlocks.OPEN_MAX + " blocks are open at once");
        }
        if (!isStarted) {
            begin(null, null, out);
        }
        boolean isCall = block.isCall();
        boolean hasOutput = block.tell(calls, false, out);
        calls += isCall ? 1 : 0;
        return hasOutput ? Verdict.OUTPUT : Verdict.PREAMBLE;
    }

    private Verdict onBlockStop(GenerationEvents out) {
        int kind = open.close(event.index());
        if (kind != OpenBlocks.NOT_OPEN && kind != OpenBlocks.IGNORED && !isFinished) {
            out.onBlockEnd(0);
        }
        return Verdict.PREAMBLE;
    }

    private Verdict onMessageDelta(GenerationEvents out) {
        if (event.has(StreamEvent.DELTA)) {
            event.enter(StreamEvent.DELTA, cursor);
            if (!end.read(cursor)) {
                return broken("a message_delta that is no JSON");
            }
        }
        if (!isStarted) {
            begin(null, null, out);
        }
        if (event.has(StreamEvent.USAGE)) {
            event.enter(StreamEvent.USAGE, cursor);
            usage.read(cursor);
            tellUsage(out);
        }
        FinishReason reason = end.reason();
        if (reason == null || isFinished) {
            return Verdict.PREAMBLE;
        }
        if (event.has(StreamEvent.CONTEXT_MANAGEMENT)) {
            event.enter(StreamEvent.CONTEXT_MANAGEMENT, cursor);
            EndReader.tellExtra("context_management", cursor.takeRaw(), out);
        }
        finish(reason, out);
        return Verdict.OUTPUT;
    }

    private Verdict onMessageStop(GenerationEvents out) {
        if (!isStarted) {
            begin(null, null, out);
        }
        if (!isFinished) {
            finish(FinishReason.STOP, out);
        }
        isEnded = true;
        out.onEnd();
        return Verdict.END;
    }

    private void begin(@Nullable EscapedText id, @Nullable EscapedText model, GenerationEvents out) {
        isStarted = true;
        out.onStart(id, model, 0);
    }

    private void tellUsage(GenerationEvents out) {
        Usage used = usage.toUsage();
        if (used != null) {
            out.onUsage(used);
        }
    }

    /** Servers of the dialect that are not its maker's end a turn of calls in several ways; a client waits for one. */
    private void finish(FinishReason reason, GenerationEvents out) {
        isFinished = true;
        end.tell(reason == FinishReason.STOP && calls > 0 ? FinishReason.TOOL_CALLS : reason, out);
    }

    @Override
    public Verdict onBody(ByteBuf buffer, int start, int to, GenerationEvents out) {
        if (!JsonScanner.isValue(buffer, start, to)) {
            return broken("it is no JSON");
        }
        cursor.reset(buffer, start, to);
        WholeAnswer whole = new WholeAnswer(usage, end);
        if (!whole.read(cursor)) {
            fault = ErrorReader.read(0, buffer, start, to);
            return Verdict.ERROR;
        }
        RawJson content = whole.content();
        if (content == null) {
            return broken("content: missing (expected: an array)");
        }
        String problem = readBlocks(content, null);
        if (problem != null) {
            return broken(problem);
        }
        begin(whole.id(), whole.model(), out);
        readBlocks(content, out);
        tellUsage(out);
        FinishReason reason = end.reason();
        finish(reason == null ? FinishReason.STOP : reason, out);
        isEnded = true;
        out.onEnd();
        cursor.clear();
        return Verdict.END;
    }

    /** Reads every block of an answer, to tell of them or, for null, to see what is wrong with them. */
    private @Nullable String readBlocks(RawJson content, @Nullable GenerationEvents out) {
        cursor.reset(content.buffer(), content.start(), content.end());
        cursor.enterArray();
        while (cursor.nextElement()) {
            String problem = block.read(cursor);
            if (problem != null) {
                return problem;
            }
            if (out != null) {
                boolean isCall = block.isCall();
                block.tell(calls, true, out);
                calls += isCall ? 1 : 0;
            }
        }
        return null;
    }

    @Override
    public void onSourceEnd(GenerationEvents out) {
        if (isFinished && !isEnded) {
            isEnded = true;
            out.onEnd();
        }
    }

    @Override
    public boolean isFinished() {
        return isFinished;
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
    public GatewayFault fault(int status, ByteBuf buffer, int start, int to) {
        return ErrorReader.read(status, buffer, start, to);
    }

    private Verdict broken(String what) {
        fault = ErrorReader.broken(what);
        return Verdict.ERROR;
    }
}
