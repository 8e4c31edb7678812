package io.penstock.dialect.bedrock.answer;

import io.netty.buffer.ByteBuf;
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
 * Reads an answer of Converse. Its stream ends with two events, the model's reason to stop and what was used, which come in either order;
 * what may begin it, need not. Blocks that no other dialect knows, and events that nobody knows, are passed over.
 */
public final class BedrockAnswerReader implements AnswerReader {
    private static final long NO_BLOCK = -1;
    private static final int NO_CALL = -1;
    private static final JsonKey[] STARTS = {JsonKey.of("toolUse"), JsonKey.of("image")};
    private static final JsonKey FORMAT = JsonKey.of("format");

    private final StreamEvent event = new StreamEvent();
    private final DeltaReader delta = new DeltaReader();
    private final ToolUseReader toolUse = new ToolUseReader();
    private final OpenBlocks open = new OpenBlocks();
    private final UsageCounts usage = new UsageCounts();
    private final EndReader end = new EndReader(usage);
    private final JsonCursor cursor = new JsonCursor();

    private GatewayFault fault = ErrorReader.broken("it said nothing");
    private int calls;
    /** The text or reasoning that is open, by its index. */
    private long content = NO_BLOCK;
    /** The call that began last, while it is open. */
    private int lastCall = NO_CALL;

    private boolean isStarted;
    private boolean isStopped;
    private boolean hasMetadata;
    private boolean isEnded;

    @Override
    public Verdict onEvent(ByteBuf buffer, int start, int to, GenerationEvents out) {
        if (isEnded) {
            return Verdict.PREAMBLE;
        }
        Verdict verdict = switch (event.read(buffer, start, to)) {
            case StreamEvent.BLOCK_DELTA -> onDelta(out);
            case StreamEvent.MESSAGE_START -> {
                begin(out);
                yield Verdict.PREAMBLE;
            }
            case StreamEvent.BLOCK_START -> onBlockStart(out);
            case StreamEvent.BLOCK_STOP -> onBlockStop(out);
            case StreamEvent.MESSAGE_STOP -> onMessageStop(out);
            case StreamEvent.METADATA -> onMetadata(out);
            case StreamEvent.EXCEPTION -> {
                fault = ErrorReader.read(event.view(), buffer);
                yield Verdict.ERROR;
            }
            case StreamEvent.DAMAGED -> broken("a frame that is damaged");
            case StreamEvent.BROKEN -> broken("an event that is no JSON");
            default -> Verdict.PREAMBLE;
        };
        event.clear();
        return verdict;
    }

    private Verdict onDelta(GenerationEvents out) {
        if (isStopped || !event.hasPart()) {
            return Verdict.PREAMBLE;
        }
        event.enterPart(cursor);
        if (!delta.read(cursor)) {
            return broken("a delta that is no JSON");
        }
        int kind = open.kind(event.index());
        ByteBuf data = event.data();
        if (kind == OpenBlocks.NOT_OPEN && delta.isContent()) {
            begin(out);
            enterContent(event.index(), out);
            delta.tellContent(data, out);
            return Verdict.OUTPUT;
        }
        if (kind >= 0 && delta.hasInput()) {
            delta.tellInput(data, kind, out);
            return Verdict.OUTPUT;
        }
        boolean isImage = kind <= OpenBlocks.IMAGE && delta.hasImage();
        return isImage && delta.tellImage(data, OpenBlocks.IMAGE - kind, out) ? Verdict.OUTPUT : Verdict.PREAMBLE;
    }

    /** Texts need neither start nor stop: another index is another block. */
    private void enterContent(long index, GenerationEvents out) {
        if (content != index && content != NO_BLOCK) {
            out.onBlockEnd(0);
        }
        content = index;
        lastCall = NO_CALL;
    }

    private Verdict onBlockStart(GenerationEvents out) {
        if (isStopped || !event.hasPart()) {
            return Verdict.PREAMBLE;
        }
        int kind = OpenBlocks.NOT_OPEN;
        event.enterPart(cursor);
        cursor.enterObject();
        while (cursor.nextMember()) {
            int start = cursor.keyIn(STARTS);
            if (start == 0) {
                String problem = toolUse.read(cursor);
                if (problem != null) {
                    return broken(problem);
                }
                kind = toolUse.isClients() ? calls : OpenBlocks.NOT_OPEN;
            } else if (start == 1) {
                kind = imageKind();
            } else {
                cursor.skip();
            }
        }
        if (cursor.isBroken()) {
            return broken("the start of a block that is no JSON");
        }
        if (kind != OpenBlocks.NOT_OPEN && !open.open(event.index(), kind)) {
            return broken("more than " + OpenBlocks.OPEN_MAX + " blocks are open at once");
        }
        begin(out);
        if (kind < 0) {
            return Verdict.PREAMBLE;
        }
        toolUse.tell(calls, false, out);
        lastCall = calls++;
        content = NO_BLOCK;
        return Verdict.OUTPUT;
    }

    private int imageKind() {
        int format = -1;
        if (cursor.enterObject()) {
            while (cursor.nextMember()) {
                if (cursor.isKey(FORMAT)) {
                    format = cursor.readOneOf(BlockReader.IMAGE_FORMATS);
                } else {
                    cursor.skip();
                }
            }
        } else {
            cursor.skip();
        }
        return format < 0 ? OpenBlocks.NOT_OPEN : OpenBlocks.IMAGE - format;
    }

    /** The end of a block that is not the last any more says nothing: the one behind it is still open. */
    private Verdict onBlockStop(GenerationEvents out) {
        int kind = open.close(event.index());
        boolean isContent = kind == OpenBlocks.NOT_OPEN && content != NO_BLOCK && content == event.index();
        boolean isCall = kind >= 0 && kind == lastCall;
        if (!isStopped && (isContent || isCall)) {
            content = NO_BLOCK;
            lastCall = NO_CALL;
            out.onBlockEnd(0);
        }
        return Verdict.PREAMBLE;
    }

    private Verdict onMessageStop(GenerationEvents out) {
        if (!readEnd()) {
            return broken("a messageStop that is no JSON");
        }
        begin(out);
        end.tell(out);
        isStopped = true;
        return hasMetadata ? finish(out) : Verdict.OUTPUT;
    }

    private Verdict onMetadata(GenerationEvents out) {
        if (!readEnd()) {
            return broken("metadata that is no JSON");
        }
        begin(out);
        hasMetadata = true;
        tellUsage(out);
        end.tell(out);
        return isStopped ? finish(out) : Verdict.USAGE;
    }

    private boolean readEnd() {
        event.enterPayload(cursor);
        return end.read(cursor);
    }

    private void begin(GenerationEvents out) {
        if (!isStarted) {
            isStarted = true;
            out.onStart(null, null, 0);
        }
    }

    private void tellUsage(GenerationEvents out) {
        Usage used = usage.toUsage();
        if (used != null) {
            out.onUsage(used);
        }
    }

    /** A model may say that it is done where it has called a tool; a client waits for the word. */
    private Verdict finish(GenerationEvents out) {
        FinishReason reason = end.reason();
        isEnded = true;
        out.onFinish(0, reason == FinishReason.STOP && calls > 0 ? FinishReason.TOOL_CALLS : reason, end.sequence());
        out.onEnd();
        return Verdict.END;
    }

    @Override
    public Verdict onBody(ByteBuf buffer, int start, int to, GenerationEvents out) {
        if (!JsonScanner.isValue(buffer, start, to)) {
            return broken("it is no JSON");
        }
        WholeAnswer whole = new WholeAnswer(end);
        cursor.reset(buffer, start, to);
        RawJson blocks = whole.read(cursor);
        if (blocks == null) {
            fault = whole.isError() ? ErrorReader.read(0, buffer, start, to) : ErrorReader.broken("it has no output");
            return Verdict.ERROR;
        }
        String problem = readBlocks(blocks, null);
        if (problem != null) {
            return broken(problem);
        }
        begin(out);
        readBlocks(blocks, out);
        tellUsage(out);
        end.tell(out);
        isStopped = true;
        cursor.clear();
        return finish(out);
    }

    /** Reads every block of an answer, to tell of them or, for null, to see what is wrong with them. */
    private @Nullable String readBlocks(RawJson blocks, @Nullable GenerationEvents out) {
        BlockReader block = new BlockReader();
        cursor.reset(blocks.buffer(), blocks.start(), blocks.end());
        cursor.enterArray();
        while (cursor.nextElement()) {
            String problem = block.read(cursor);
            if (problem != null) {
                return problem;
            }
            if (out != null) {
                boolean isCall = block.isCall();
                block.tell(calls, out);
                calls += isCall ? 1 : 0;
            }
        }
        return null;
    }

    @Override
    public void onSourceEnd(GenerationEvents out) {
        if (isStopped && !isEnded) {
            finish(out);
        }
    }

    @Override
    public boolean isFinished() {
        return isStopped;
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
