package io.penstock.dialect.bedrock.answer;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.GenerationEvents;
import org.jspecify.annotations.Nullable;

/**
 * Reads a block of a whole answer, which its only member names. What no other dialect knows (the provider's own tools and what they found)
 * is ignored: no client of another dialect could answer it.
 */
final class BlockReader {
    /** The dialect's name. */
    static final String DIALECT = "bedrock";
    /** What a signature is called in {@link GenerationEvents#onReasoningState}. */
    static final String SIGNATURE_STATE = "signature";
    /** What reasoning that cannot be read is called there. */
    static final String REDACTED_STATE = "redactedContent";

    /** The formats of images, and behind each, at the same place, its type. */
    static final JsonKey[] IMAGE_FORMATS = {JsonKey.of("png"), JsonKey.of("jpeg"), JsonKey.of("gif"), JsonKey.of("webp")
    };

    static final EscapedText[] IMAGE_TYPES = {
        EscapedText.of("image/png"),
        EscapedText.of("image/jpeg"),
        EscapedText.of("image/gif"),
        EscapedText.of("image/webp")
    };

    private static final JsonKey[] KINDS = {
        JsonKey.of("text"),
        JsonKey.of("reasoningContent"),
        JsonKey.of("toolUse"),
        JsonKey.of("image"),
        JsonKey.of("citationsContent")
    };
    private static final int TEXT = 0;
    private static final int REASONING = 1;
    private static final int TOOL_USE = 2;
    private static final int IMAGE = 3;
    private static final int NONE = -1;

    private static final JsonKey[] REASONING_MEMBERS = {
        JsonKey.of("text"), JsonKey.of(SIGNATURE_STATE), JsonKey.of(REDACTED_STATE), JsonKey.of("reasoningText")
    };
    private static final int REASONING_TEXT = 3;
    private static final JsonKey[] CITED_MEMBERS = {JsonKey.of("content"), JsonKey.of("citations")};
    private static final JsonKey TEXT_MEMBER = JsonKey.of("text");
    private static final JsonKey FORMAT = JsonKey.of("format");
    private static final JsonKey SOURCE = JsonKey.of("source");
    private static final JsonKey BYTES = JsonKey.of("bytes");

    private final JsonCursor inside = new JsonCursor();
    private final ToolUseReader toolUse = new ToolUseReader();
    private int kind;
    private @Nullable RawJson value;

    /** Reads the block at hand, which is passed. Says what is wrong with it; null where nothing is. */
    @Nullable
    String read(JsonCursor block) {
        kind = NONE;
        value = null;
        if (!block.enterObject()) {
            block.skip();
            return "a block: not an object";
        }
        while (block.nextMember()) {
            int member = block.keyIn(KINDS);
            if (member == NONE || kind != NONE) {
                block.skip();
            } else {
                kind = member;
                value = block.takeRaw();
            }
        }
        RawJson found = value;
        if (kind != TOOL_USE || found == null) {
            return block.isBroken() ? "a block: no JSON" : null;
        }
        inside.reset(found.buffer(), found.start(), found.end());
        return toolUse.read(inside);
    }

    /** Whether it is a call that the client is to answer. */
    boolean isCall() {
        return kind == TOOL_USE && toolUse.isClients();
    }

    /**
     * Tells what the block holds, of an answer that was found to be JSON.
     *
     * @param call the calls before it
     */
    void tell(int call, GenerationEvents out) {
        RawJson told = value;
        if (told == null) {
            return;
        }
        inside.reset(told.buffer(), told.start(), told.end());
        switch (kind) {
            case TEXT -> tellText(inside, out);
            case REASONING -> tellReasoning(out);
            case TOOL_USE -> toolUse.tell(call, true, out);
            case IMAGE -> tellImage(inside, NONE, out);
            default -> tellCited(out);
        }
        if (kind != TOOL_USE || toolUse.isClients()) {
            out.onBlockEnd(0);
        }
        value = null;
    }

    private static void tellText(JsonCursor cursor, GenerationEvents out) {
        EscapedText text = cursor.takeText();
        if (text != null && !text.isEmpty()) {
            out.onText(0, text.buffer(), text.start(), text.end());
        }
    }

    /** Its text stands in an object of its own, beside its signature; what cannot be read stands alone. */
    private void tellReasoning(GenerationEvents out) {
        if (!inside.enterObject()) {
            return;
        }
        while (inside.nextMember()) {
            int member = inside.keyIn(REASONING_MEMBERS);
            if (member == REASONING_TEXT && inside.first() == '{') {
                tellReasoning(out);
            } else if (member == NONE || member == REASONING_TEXT) {
                inside.skip();
            } else {
                tellReasoning(member, inside.takeText(), out);
            }
        }
    }

    private static void tellReasoning(int member, @Nullable EscapedText text, GenerationEvents out) {
        if (text == null || text.isEmpty()) {
            return;
        }
        if (member == 0) {
            out.onReasoning(0, text.buffer(), text.start(), text.end());
        } else {
            String state = member == 1 ? SIGNATURE_STATE : REDACTED_STATE;
            out.onReasoningState(0, DIALECT, state, text.buffer(), text.start(), text.end());
        }
    }

    private void tellCited(GenerationEvents out) {
        if (!inside.enterObject()) {
            return;
        }
        while (inside.nextMember()) {
            int member = inside.keyIn(CITED_MEMBERS);
            if (member < 0 || !inside.enterArray()) {
                inside.skip();
                continue;
            }
            while (inside.nextElement()) {
                if (member == 0) {
                    tellTextMember(inside, out);
                } else {
                    CitationReader.read(inside, out);
                }
            }
        }
    }

    private static void tellTextMember(JsonCursor cursor, GenerationEvents out) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            if (cursor.isKey(TEXT_MEMBER)) {
                tellText(cursor, out);
            } else {
                cursor.skip();
            }
        }
    }

    /**
     * Tells of the image at hand, where its bytes are in it.
     *
     * @param format what it is among {@link #IMAGE_FORMATS} unless it says so itself
     */
    static boolean tellImage(JsonCursor cursor, int format, GenerationEvents out) {
        int known = format;
        EscapedText bytes = null;
        if (cursor.enterObject()) {
            while (cursor.nextMember()) {
                if (cursor.isKey(FORMAT)) {
                    known = cursor.readOneOf(IMAGE_FORMATS);
                } else if (cursor.isKey(SOURCE) && cursor.enterObject()) {
                    bytes = bytes(cursor);
                } else {
                    cursor.skip();
                }
            }
        }
        if (bytes == null || bytes.isEmpty() || known < 0 || cursor.isBroken()) {
            return false;
        }
        out.onMedia(0, IMAGE_TYPES[known], bytes.buffer(), bytes.start(), bytes.end());
        return true;
    }

    private static @Nullable EscapedText bytes(JsonCursor cursor) {
        EscapedText bytes = null;
        while (cursor.nextMember()) {
            if (cursor.isKey(BYTES)) {
                bytes = cursor.takeText();
            } else {
                cursor.skip();
            }
        }
        return bytes;
    }
}
