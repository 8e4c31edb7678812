package io.penstock.dialect.anthropic.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.GenerationEvents;

/** Reads the delta of a block: what there is most of. Allocates nothing, but for a citation. */
final class DeltaReader {
    private static final JsonKey[] TYPES = {
        JsonKey.of("text_delta"),
        JsonKey.of("input_json_delta"),
        JsonKey.of("thinking_delta"),
        JsonKey.of("signature_delta"),
        JsonKey.of("citations_delta")
    };
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("text"),
        JsonKey.of("partial_json"),
        JsonKey.of("thinking"),
        JsonKey.of("signature"),
        JsonKey.of("citation"),
        JsonKey.of("type")
    };
    private static final int TEXT = 0;
    private static final int PARTIAL_JSON = 1;
    private static final int THINKING = 2;
    private static final int SIGNATURE = 3;
    private static final int CITATION = 4;
    private static final int TYPE = 5;

    private final JsonCursor cited = new JsonCursor();
    private final int[] starts = new int[TYPE];
    private final int[] ends = new int[TYPE];
    private int type;

    /** Reads the delta at hand; false where it is broken. */
    boolean read(JsonCursor cursor) {
        type = -1;
        for (int i = 0; i < TYPE; i++) {
            starts[i] = 0;
            ends[i] = 0;
        }
        cursor.enterObject();
        while (cursor.nextMember()) {
            int member = cursor.keyIn(MEMBERS);
            if (member == TYPE) {
                type = cursor.readOneOf(TYPES);
            } else if (member == CITATION) {
                starts[CITATION] = cursor.index();
                cursor.skip();
                ends[CITATION] = cursor.index();
            } else if (member < 0) {
                cursor.skip();
            } else if (cursor.readText()) {
                starts[member] = cursor.textStart();
                ends[member] = cursor.textEnd();
            }
        }
        return !cursor.isBroken();
    }

    /** Whether it says nothing, or nothing that is known. */
    boolean isEmpty() {
        return type < 0 || starts[type] == ends[type];
    }

    /**
     * Tells what it says, and whether that is output.
     *
     * @param kind of its block, see {@link OpenBlocks}
     */
    boolean tell(ByteBuf data, int kind, GenerationEvents out) {
        int start = starts[type];
        int end = ends[type];
        switch (type) {
            case TEXT -> out.onText(0, data, start, end);
            case THINKING -> out.onReasoning(0, data, start, end);
            case SIGNATURE ->
                out.onReasoningState(0, BlockReader.DIALECT, BlockReader.SIGNATURE_STATE, data, start, end);
            case PARTIAL_JSON -> {
                if (kind < 0) {
                    return false;
                }
                out.onToolCallArguments(0, kind, data, start, end);
            }
            default -> {
                cited.reset(data, start, end);
                CitationReader.read(cited, out);
                cited.clear();
            }
        }
        return true;
    }
}
