package io.penstock.dialect.responses.reply;

import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.GenerationEvents.Citation;
import java.util.ArrayList;
import java.util.List;

/** A part of an item that comes in fragments, or all of it. */
final class Block {
    private final BlockKind kind;
    private final OutputItem item;
    private final int part;
    private final Kept.Text text;
    private final List<Annotation> annotations = new ArrayList<>(0);
    private DeltaFrame frame = DeltaFrame.NONE;

    Block(BlockKind kind, OutputItem item, int part, Kept.Text text) {
        this.kind = kind;
        this.item = item;
        this.part = part;
        this.text = text;
    }

    /** Where the text comes from; its texts are copies. */
    record Annotation(String url, String title, long start, long end) {
        static Annotation of(Citation citation) {
            return new Annotation(
                    citation.url() == null ? "" : citation.url().decode(),
                    citation.title() == null ? "" : citation.title().decode(),
                    Math.max(0, citation.start()),
                    Math.max(0, Math.max(citation.start(), citation.end())));
        }

        void write(JsonWriter out) {
            out.beginObject().name("type").string("url_citation");
            out.name("start_index").number(start);
            out.name("end_index").number(end);
            out.name("url").string(url);
            out.name("title").string(title).endObject();
        }
    }

    BlockKind kind() {
        return kind;
    }

    OutputItem item() {
        return item;
    }

    /** Its number within the item. */
    int part() {
        return part;
    }

    /** What was said so far. */
    Kept.Text text() {
        return text;
    }

    List<Annotation> annotations() {
        return annotations;
    }

    /** What stands around each of its fragments. */
    DeltaFrame frame() {
        return frame;
    }

    void setFrame(DeltaFrame made) {
        frame = made;
    }

    /** The part as an object, in the state that it is in. */
    void write(JsonWriter out) {
        out.beginObject();
        switch (kind) {
            case TEXT -> {
                out.name("type").string("output_text");
                out.name("annotations").beginArray();
                annotations.forEach(annotation -> annotation.write(out));
                out.endArray();
                out.name("logprobs").beginArray().endArray();
            }
            case REFUSAL -> out.name("type").string("refusal");
            default -> out.name("type").string("summary_text");
        }
        out.name(kind.member()).text(text.toText()).endObject();
    }
}
