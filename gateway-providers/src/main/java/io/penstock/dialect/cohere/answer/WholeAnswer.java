package io.penstock.dialect.cohere.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.GenerationEvents.Citation;
import io.penstock.dialect.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer that came whole: read first, and told when all of it was found to be good. Serves one answer. */
final class WholeAnswer {
    /** What log probabilities are called in {@link GenerationEvents#onExtra}. */
    static final String LOGPROBS_NAME = "logprobs";

    private static final JsonKey[] MEMBERS = {
        JsonKey.of("message"),
        JsonKey.of("finish_reason"),
        JsonKey.of("usage"),
        JsonKey.of("id"),
        JsonKey.of(LOGPROBS_NAME)
    };
    private static final JsonKey[] MESSAGE = {
        JsonKey.of("content"), JsonKey.of("tool_plan"), JsonKey.of("tool_calls"), JsonKey.of("citations")
    };
    private static final JsonKey[] CONTENT = {JsonKey.of("text"), JsonKey.of("thinking")};
    private static final JsonKey[] CALL = {JsonKey.of("function"), JsonKey.of("id")};
    private static final JsonKey[] FUNCTION = {JsonKey.of("name"), JsonKey.of("arguments")};
    private static final String NO_ARGUMENTS = "null";

    private final UsageCounts usage;
    private final JsonCursor cursor = new JsonCursor();
    private final List<Block> blocks = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    /** By the block that they belong to, -1 where that is not said. */
    private final Map<Long, List<Citation>> citations = new LinkedHashMap<>();

    private @Nullable EscapedText id;
    private @Nullable EscapedText plan;
    private @Nullable RawJson logprobs;
    private int finish = FinishReasons.NONE;
    private boolean hasMessage;
    private @Nullable String wrong;

    /**
     * A block of the content.
     *
     * @param text null where it has none
     * @param thinking null where it has none
     */
    private record Block(
            @Nullable EscapedText text, @Nullable EscapedText thinking) {}

    /** A call; {@code arguments} are a string or an object as it stands, null where it has none. */
    private record Call(
            @Nullable EscapedText id,
            EscapedText name,
            @Nullable RawJson arguments) {}

    WholeAnswer(UsageCounts usage) {
        this.usage = usage;
    }

    /** Reads the range and says what is wrong with it; null where nothing is. Borrows {@code buffer} until it is told. */
    @Nullable
    GatewayFault read(ByteBuf buffer, int start, int end) {
        cursor.reset(buffer, start, end);
        if (!cursor.enterObject()) {
            return ErrorReader.broken("no JSON object");
        }
        while (cursor.nextMember()) {
            switch (cursor.keyIn(MEMBERS)) {
                case 0 -> onMessage();
                case 1 -> finish = FinishReasons.read(cursor);
                case 2 -> usage.read(cursor);
                case 3 -> id = cursor.takeText();
                case 4 -> logprobs = cursor.takeRaw();
                default -> cursor.skip();
            }
        }
        if (cursor.isBroken()) {
            return ErrorReader.broken("no JSON");
        }
        if (FinishReasons.isFailure(finish)) {
            return ErrorReader.failed(FinishReasons.isTimeout(finish), null);
        }
        if (!hasMessage) {
            return ErrorReader.read(0, buffer, start, end);
        }
        return wrong == null ? null : ErrorReader.broken(wrong);
    }

    private void onMessage() {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        hasMessage = true;
        while (cursor.nextMember()) {
            switch (cursor.keyIn(MESSAGE)) {
                case 0 -> onContent();
                case 1 -> plan = cursor.takeText();
                case 2 -> onCalls();
                case 3 -> onCitations();
                default -> cursor.skip();
            }
        }
    }

    private void onContent() {
        if (!cursor.enterArray()) {
            EscapedText text = cursor.takeText();
            if (text != null) {
                blocks.add(new Block(text, null));
            }
            return;
        }
        while (cursor.nextElement()) {
            blocks.add(block());
        }
    }

    private Block block() {
        EscapedText text = null;
        EscapedText thinking = null;
        if (!cursor.enterObject()) {
            cursor.skip();
            return new Block(null, null);
        }
        while (cursor.nextMember()) {
            switch (cursor.keyIn(CONTENT)) {
                case 0 -> text = cursor.takeText();
                case 1 -> thinking = cursor.takeText();
                default -> cursor.skip();
            }
        }
        return new Block(text, thinking);
    }

    private void onCalls() {
        if (!cursor.enterArray()) {
            cursor.skip();
            return;
        }
        while (cursor.nextElement()) {
            if (cursor.enterObject()) {
                onCall();
            } else {
                cursor.skip();
            }
        }
    }

    private void onCall() {
        EscapedText callId = null;
        EscapedText name = null;
        RawJson arguments = null;
        while (cursor.nextMember()) {
            int member = cursor.keyIn(CALL);
            if (member == 1) {
                callId = cursor.takeText();
            } else if (member == 0 && cursor.enterObject()) {
                while (cursor.nextMember()) {
                    switch (cursor.keyIn(FUNCTION)) {
                        case 0 -> name = cursor.takeText();
                        case 1 -> arguments = arguments();
                        default -> cursor.skip();
                    }
                }
            } else {
                cursor.skip();
            }
        }
        if (name == null || name.isEmpty()) {
            wrong = "a tool call without a name";
            return;
        }
        calls.add(new Call(callId == null || callId.isEmpty() ? null : callId, name, arguments));
    }

    private @Nullable RawJson arguments() {
        if (cursor.first() == '"') {
            EscapedText text = cursor.takeText();
            return text == null || text.isEmpty() || text.is(NO_ARGUMENTS)
                    ? null
                    : new RawJson(text.buffer(), text.start() - 1, text.end() + 1);
        }
        RawJson raw = cursor.takeRaw();
        if (raw == null || !raw.isObject()) {
            return null;
        }
        if (!JsonScanner.isValue(raw.buffer(), raw.start(), raw.end())) {
            wrong = "a tool call with arguments that are no JSON";
        }
        return raw;
    }

    private void onCitations() {
        RawJson raw = cursor.takeRaw();
        List<CitationReader.Cited> cited =
                raw == null ? null : CitationReader.read(raw.buffer(), raw.start(), raw.end());
        if (cited == null) {
            wrong = "citations that are no JSON";
        } else {
            cited.forEach(each -> citations
                    .computeIfAbsent(each.block(), block -> new ArrayList<>())
                    .add(each.citation()));
        }
    }

    /** Tells all of it. */
    void tell(GenerationEvents out) {
        out.onStart(id, null, 0);
        tellReasoning(plan, out);
        int last = lastText();
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            tellReasoning(block.thinking(), out);
            EscapedText text = block.text();
            if (text != null && !text.isEmpty()) {
                out.onText(0, text.buffer(), text.start(), text.end());
                tellCitations(i, i == last, out);
                out.onBlockEnd(0);
            }
        }
        tellCitations(0, last < 0, out);
        for (int i = 0; i < calls.size(); i++) {
            tellCall(i, calls.get(i), out);
        }
        RawJson probabilities = logprobs;
        if (probabilities != null
                && probabilities.first() == '['
                && JsonScanner.isValue(probabilities.buffer(), probabilities.start(), probabilities.end())) {
            out.onExtra(0, LOGPROBS_NAME, probabilities.buffer(), probabilities.start(), probabilities.end());
        }
        out.onFinish(0, FinishReasons.reason(finish), null);
        Usage used = usage.toUsage();
        if (used != null) {
            out.onUsage(used);
        }
        out.onEnd();
    }

    private static void tellReasoning(@Nullable EscapedText text, GenerationEvents out) {
        if (text != null && !text.isEmpty()) {
            out.onReasoning(0, text.buffer(), text.start(), text.end());
            out.onBlockEnd(0);
        }
    }

    private int lastText() {
        int last = -1;
        for (int i = 0; i < blocks.size(); i++) {
            EscapedText text = blocks.get(i).text();
            last = text == null || text.isEmpty() ? last : i;
        }
        return last;
    }

    /** Those that belong to that block; of the last one, all that were not told yet too. */
    private void tellCitations(long block, boolean isLast, GenerationEvents out) {
        List<Citation> due = citations.remove(block);
        if (due != null) {
            due.forEach(citation -> out.onCitation(0, citation));
        }
        if (isLast) {
            citations.values().forEach(rest -> rest.forEach(citation -> out.onCitation(0, citation)));
            citations.clear();
        }
    }

    private static void tellCall(int call, Call made, GenerationEvents out) {
        out.onToolCallStart(0, call, made.id(), made.name());
        RawJson arguments = made.arguments();
        if (arguments != null && arguments.isObject()) {
            out.onToolCallInput(0, call, arguments.buffer(), arguments.start(), arguments.end());
        } else if (arguments != null) {
            out.onToolCallArguments(0, call, arguments.buffer(), arguments.start() + 1, arguments.end() - 1);
        }
        out.onBlockEnd(0);
    }
}
