package io.penstock.dialect.anthropic.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.GenerationEvents;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a block as it stands in a whole answer, or at its start in a stream, where what deltas will fill is empty as a rule. A
 * provider's own tools and what they found are ignored: no client of another dialect could answer them.
 */
final class BlockReader {
    /** What a signature is called in {@link GenerationEvents#onReasoningState}. */
    static final String SIGNATURE_STATE = "signature";
    /** What reasoning that cannot be read is called there. */
    static final String REDACTED_STATE = "redacted_thinking";
    /** The dialect's name. */
    static final String DIALECT = "anthropic";

    private static final JsonKey[] TYPES = {
        JsonKey.of("text"), JsonKey.of("thinking"), JsonKey.of(REDACTED_STATE), JsonKey.of("tool_use")
    };
    private static final int TEXT_TYPE = 0;
    private static final int THINKING_TYPE = 1;
    private static final int REDACTED_TYPE = 2;
    private static final int TOOL_TYPE = 3;

    private static final JsonKey[] MEMBERS = {
        JsonKey.of("text"),
        JsonKey.of("thinking"),
        JsonKey.of("data"),
        JsonKey.of("signature"),
        JsonKey.of("id"),
        JsonKey.of("name"),
        JsonKey.of("type"),
        JsonKey.of("input"),
        JsonKey.of("citations")
    };
    private static final int SIGNATURE = 3;
    private static final int ID = 4;
    private static final int NAME = 5;
    private static final int TYPE = 6;
    private static final int INPUT = 7;
    private static final int CITATIONS = 8;

    private final JsonCursor cursor = new JsonCursor();
    private final @Nullable EscapedText[] texts = new @Nullable EscapedText[TYPE];
    private int type;
    private @Nullable RawJson input;
    private @Nullable RawJson citations;

    /** Reads the block at hand, which is passed. Says what is wrong with it; null where nothing is. */
    @Nullable
    String read(JsonCursor block) {
        clear();
        if (!block.enterObject()) {
            block.skip();
            return "a block: not an object";
        }
        while (block.nextMember()) {
            int member = block.keyIn(MEMBERS);
            switch (member) {
                case -1 -> block.skip();
                case TYPE -> type = block.readOneOf(TYPES);
                case INPUT -> input = block.takeRaw();
                case CITATIONS -> citations = block.takeRaw();
                default -> texts[member] = block.takeText();
            }
        }
        if (block.isBroken()) {
            return "a block: no JSON";
        }
        if (type != TOOL_TYPE) {
            return null;
        }
        if (texts[NAME] == null) {
            return "tool_use: no name";
        }
        return input == null || JsonScanner.isValue(input.buffer(), input.start(), input.end())
                ? null
                : "tool_use: an input that is no JSON";
    }

    /** What it is among the open blocks, unless it {@link #takesArguments}. */
    int kind() {
        return type < 0 || type == REDACTED_TYPE ? OpenBlocks.IGNORED : OpenBlocks.CONTENT;
    }

    /** Whether it is a call. */
    boolean isCall() {
        return type == TOOL_TYPE;
    }

    /** Whether it is a call whose arguments follow in deltas: one that programs make has them at its start. */
    boolean takesArguments() {
        return type == TOOL_TYPE && !(input != null && isFilled(input));
    }

    /**
     * Tells what the block holds, and says whether it held anything.
     *
     * @param call the calls before it
     * @param isWhole whether no deltas follow, so that an empty input is the input
     */
    boolean tell(int call, boolean isWhole, GenerationEvents out) {
        boolean hasOutput = switch (type) {
            case TEXT_TYPE -> tellText(out);
            case THINKING_TYPE -> tellThinking(out);
            case REDACTED_TYPE -> tellRedacted(out);
            case TOOL_TYPE -> tellCall(call, isWhole, out);
            default -> false;
        };
        if (isWhole && kind() == OpenBlocks.CONTENT) {
            out.onBlockEnd(0);
        }
        clear();
        return hasOutput;
    }

    private boolean tellText(GenerationEvents out) {
        EscapedText text = texts[TEXT_TYPE];
        boolean hasText = text != null && !text.isEmpty();
        if (hasText) {
            out.onText(0, text.buffer(), text.start(), text.end());
        }
        RawJson cited = citations;
        if (cited != null) {
            cursor.reset(cited.buffer(), cited.start(), cited.end());
            CitationReader.readAll(cursor, out);
            cursor.clear();
        }
        return hasText;
    }

    private boolean tellThinking(GenerationEvents out) {
        EscapedText thinking = texts[THINKING_TYPE];
        boolean hasText = thinking != null && !thinking.isEmpty();
        if (hasText) {
            out.onReasoning(0, thinking.buffer(), thinking.start(), thinking.end());
        }
        return tellState(SIGNATURE_STATE, texts[SIGNATURE], out) || hasText;
    }

    private boolean tellRedacted(GenerationEvents out) {
        boolean hasData = tellState(REDACTED_STATE, texts[REDACTED_TYPE], out);
        if (hasData) {
            out.onBlockEnd(0);
        }
        return hasData;
    }

    private static boolean tellState(String kind, @Nullable EscapedText data, GenerationEvents out) {
        if (data == null || data.isEmpty()) {
            return false;
        }
        out.onReasoningState(0, DIALECT, kind, data.buffer(), data.start(), data.end());
        return true;
    }

    private boolean tellCall(int call, boolean isWhole, GenerationEvents out) {
        EscapedText name = texts[NAME];
        if (name == null) {
            return false;
        }
        EscapedText id = texts[ID];
        out.onToolCallStart(0, call, id == null || id.isEmpty() ? null : id, name);
        RawJson given = input;
        if (given != null && given.isObject() && (isWhole || isFilled(given))) {
            out.onToolCallInput(0, call, given.buffer(), given.start(), given.end());
        }
        return true;
    }

    private boolean isFilled(RawJson object) {
        ByteBuf buffer = object.buffer();
        cursor.reset(buffer, object.start(), object.end());
        boolean isFilled = cursor.skipIsFilled();
        cursor.clear();
        return isFilled;
    }

    private void clear() {
        Arrays.fill(texts, null);
        type = -1;
        input = null;
        citations = null;
    }
}
