package io.penstock.dialect.responses.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/**
 * What stands around each fragment of a block, made once for it. A fragment is copied between bytes that are there already, and nothing is
 * allocated for it.
 *
 * <pre>
 *   event: response.refusal.delta
 *   data: {"type":"response.refusal.delta","sequence_number":4,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"No"}
 *   |head                                                    | |middle                                                     |  |tail
 * </pre>
 */
final class DeltaFrame {
    /** Around nothing: of a block that no events are written of. */
    static final DeltaFrame NONE = new DeltaFrame("", Unpooled.EMPTY_BUFFER, "");

    private static final int DECIMAL = 10;

    private final byte[] head;
    private final byte[] middle;
    private final byte[] tail;

    private DeltaFrame(String head, ByteBuf middle, String tail) {
        this.head = head.getBytes(StandardCharsets.US_ASCII);
        this.middle = ByteBufUtil.getBytes(middle);
        this.tail = tail.getBytes(StandardCharsets.US_ASCII);
    }

    static DeltaFrame of(Block block) {
        String type = block.kind().deltaType();
        ByteBuf middle = Unpooled.buffer(128);
        JsonWriter json = JsonWriter.into(middle).beginObject();
        EventOut.place(block, json).name("delta").beginString();
        // It goes on where the number ended.
        middle.setByte(0, ',');
        return new DeltaFrame(
                "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":",
                middle,
                block.kind() == BlockKind.TEXT ? "\",\"logprobs\":[]}\n\n" : "\"}\n\n");
    }

    /** Writes the event of one fragment, escaped. Borrows both buffers. */
    void write(long number, ByteBuf buffer, int start, int end, ByteBuf out) {
        out.writeBytes(head);
        writeNumber(number, out);
        out.writeBytes(middle);
        out.writeBytes(buffer, start, end - start);
        out.writeBytes(tail);
    }

    /** The digits from the last to the first, into room that was counted before. */
    private static void writeNumber(long value, ByteBuf out) {
        int digits = 1;
        for (long rest = value / DECIMAL; rest > 0; rest /= DECIMAL) {
            digits++;
        }
        out.writeZero(digits);
        long rest = value;
        int at = out.writerIndex();
        for (int i = 0; i < digits; i++) {
            at--;
            out.setByte(at, '0' + (int) (rest % DECIMAL));
            rest /= DECIMAL;
        }
    }
}
