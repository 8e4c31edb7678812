package io.penstock.dialect.responses.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.responses.reply.Block.Annotation;
import org.jspecify.annotations.Nullable;

/** Writes the events of one stream, each with its number. */
final class EventOut {
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private long number;

    void to(ByteBuf target) {
        out = target;
    }

    private JsonWriter begin(String type) {
        ByteBufUtil.writeAscii(out, "event: ");
        ByteBufUtil.writeAscii(out, type);
        ByteBufUtil.writeAscii(out, "\ndata: ");
        return JsonWriter.into(out)
                .beginObject()
                .name("type")
                .string(type)
                .name("sequence_number")
                .number(number++);
    }

    private void end(JsonWriter json) {
        json.endObject();
        ByteBufUtil.writeAscii(out, "\n\n");
    }

    /** The response as it begins. */
    void start(ResponseObject response) {
        response("response.created", response, ResponseObject.Outcome.IN_PROGRESS);
        response("response.in_progress", response, ResponseObject.Outcome.IN_PROGRESS);
    }

    /** The response as it ends. */
    void end(ResponseObject response, ResponseObject.Outcome outcome) {
        response("response." + outcome.status(), response, outcome);
    }

    private void response(String type, ResponseObject response, ResponseObject.Outcome outcome) {
        JsonWriter json = begin(type).name("response");
        response.write(outcome, json, out);
        end(json);
    }

    /** That it broke. */
    void error(GatewayFault fault, String requestId) {
        ByteBufUtil.writeAscii(out, "event: error\ndata: ");
        ErrorObject.writeEvent(fault, requestId, number++, JsonWriter.into(out));
        ByteBufUtil.writeAscii(out, "\n\n");
    }

    void itemAdded(OutputItem item) {
        item("response.output_item.added", item);
    }

    void itemDone(OutputItem item) {
        item("response.output_item.done", item);
    }

    private void item(String type, OutputItem item) {
        JsonWriter json = begin(type).name("output_index").number(item.index()).name("item");
        item.write(json);
        end(json);
    }

    /** An image is made; it stands in the event that its item is done. */
    void imageDone(OutputItem item) {
        JsonWriter json = begin("response.image_generation_call.completed");
        end(place(item, null, 0, json));
    }

    void blockAdded(Block block) {
        block.setFrame(DeltaFrame.of(block));
        part("added", block);
    }

    private static JsonWriter place(OutputItem item, @Nullable String partIndex, int part, JsonWriter json) {
        json.name("item_id").string(item.id());
        json.name("output_index").number(item.index());
        return partIndex == null ? json : json.name(partIndex).number(part);
    }

    /** Where a block belongs, as each of its events says it. */
    static JsonWriter place(Block block, JsonWriter json) {
        return place(block.item(), block.kind().partIndex(), block.part(), json);
    }

    private void part(String what, Block block) {
        String family = block.kind() == BlockKind.SUMMARY ? "reasoning_summary_part" : "content_part";
        if (block.kind().partIndex() == null) {
            return;
        }
        JsonWriter json = place(block, begin("response." + family + "." + what)).name("part");
        block.write(json);
        end(json);
    }

    void fragment(Block block, ByteBuf buffer, int start, int end) {
        block.frame().write(number++, buffer, start, end, out);
    }

    void annotated(Block block, Annotation annotation) {
        JsonWriter json = place(block, begin("response.output_text.annotation.added"));
        json.name("annotation_index").number(block.annotations().size() - 1L).name("annotation");
        annotation.write(json);
        end(json);
    }

    void blockDone(Block block) {
        JsonWriter json = place(block, begin(block.kind().doneType()));
        json.name(block.kind().member()).text(block.text().toText());
        if (block.kind() == BlockKind.TEXT) {
            json.name("logprobs").beginArray().endArray();
        }
        end(json);
        part("done", block);
    }
}
