package io.penstock.dialect.bedrock.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.GenerationEvents;
import java.util.Arrays;

/** Reads the delta of a block: what there is most of. Allocates nothing, but for a citation or an image. */
final class DeltaReader {
    /** A fragment of text. */
    static final int TEXT = 0;

    private static final int REASONING_CONTENT = 1;
    private static final int TOOL_USE = 2;
    private static final int CITATION = 3;
    private static final int IMAGE = 4;
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("text"),
        JsonKey.of("reasoningContent"),
        JsonKey.of("toolUse"),
        JsonKey.of("citation"),
        JsonKey.of("image")
    };
    private static final JsonKey[] REASONING_MEMBERS = {
        JsonKey.of("text"), JsonKey.of("signature"), JsonKey.of(BlockReader.REDACTED_STATE)
    };
    private static final JsonKey INPUT = JsonKey.of("input");

    /** Where what a reasoning delta holds is kept: its text, its signature, what cannot be read. */
    private static final int REASONING = 5;

    private static final int SIGNATURE = 6;
    private static final int REDACTED = 7;
    private static final int RANGES = 8;

    private final JsonCursor inside = new JsonCursor();
    private final int[] starts = new int[RANGES];
    private final int[] ends = new int[RANGES];

    /** Reads the delta at hand; false where it is broken. */
    boolean read(JsonCursor cursor) {
        Arrays.fill(starts, 0);
        Arrays.fill(ends, 0);
        cursor.enterObject();
        while (cursor.nextMember()) {
            switch (cursor.keyIn(MEMBERS)) {
                case TEXT -> readText(cursor, TEXT);
                case REASONING_CONTENT -> readReasoning(cursor);
                case TOOL_USE -> readInput(cursor);
                case CITATION -> readRange(cursor, CITATION);
                case IMAGE -> readRange(cursor, IMAGE);
                default -> cursor.skip();
            }
        }
        return !cursor.isBroken();
    }

    private void readText(JsonCursor cursor, int range) {
        if (cursor.readText()) {
            starts[range] = cursor.textStart();
            ends[range] = cursor.textEnd();
        }
    }

    private void readRange(JsonCursor cursor, int range) {
        starts[range] = cursor.index();
        cursor.skip();
        ends[range] = cursor.index();
    }

    private void readReasoning(JsonCursor cursor) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            int member = cursor.keyIn(REASONING_MEMBERS);
            if (member < 0) {
                cursor.skip();
            } else {
                readText(cursor, REASONING + member);
            }
        }
    }

    private void readInput(JsonCursor cursor) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            if (cursor.isKey(INPUT)) {
                readText(cursor, TOOL_USE);
            } else {
                cursor.skip();
            }
        }
    }

    /** Whether it belongs to a block of text or reasoning and says something. */
    boolean isContent() {
        return has(TEXT) || has(CITATION) || has(REASONING) || has(SIGNATURE) || has(REDACTED);
    }

    /** Whether it has arguments of a call. */
    boolean hasInput() {
        return has(TOOL_USE);
    }

    /** Whether it has an image. */
    boolean hasImage() {
        return has(IMAGE);
    }

    private boolean has(int range) {
        return starts[range] < ends[range];
    }

    /** Tells what it says of a text or of reasoning. */
    void tellContent(ByteBuf data, GenerationEvents out) {
        if (has(TEXT)) {
            out.onText(0, data, starts[TEXT], ends[TEXT]);
        }
        if (has(CITATION)) {
            inside.reset(data, starts[CITATION], ends[CITATION]);
            CitationReader.read(inside, out);
            inside.clear();
        }
        if (has(REASONING)) {
            out.onReasoning(0, data, starts[REASONING], ends[REASONING]);
        }
        if (has(SIGNATURE)) {
            tellState(BlockReader.SIGNATURE_STATE, data, SIGNATURE, out);
        }
        if (has(REDACTED)) {
            tellState(BlockReader.REDACTED_STATE, data, REDACTED, out);
            out.onBlockEnd(0);
        }
    }

    private void tellState(String kind, ByteBuf data, int range, GenerationEvents out) {
        out.onReasoningState(0, BlockReader.DIALECT, kind, data, starts[range], ends[range]);
    }

    /** Tells a fragment of a call's arguments. */
    void tellInput(ByteBuf data, int call, GenerationEvents out) {
        out.onToolCallArguments(0, call, data, starts[TOOL_USE], ends[TOOL_USE]);
    }

    /** Tells of an image whose format its block's start said; false where its bytes are not in it. */
    boolean tellImage(ByteBuf data, int format, GenerationEvents out) {
        inside.reset(data, starts[IMAGE], ends[IMAGE]);
        boolean isTold = BlockReader.tellImage(inside, format, out);
        inside.clear();
        return isTold;
    }
}
