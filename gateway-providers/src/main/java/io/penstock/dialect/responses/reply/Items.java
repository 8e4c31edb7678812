package io.penstock.dialect.responses.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.responses.reply.OutputItem.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The items of one answer, in order. What becomes of them is written as events, where the client gets a stream. */
final class Items {
    private final String answer;
    private final @Nullable EventOut events;
    private final Kept kept;
    private final List<OutputItem> items = new ArrayList<>();
    private ByteBuf out = Unpooled.EMPTY_BUFFER;

    /**
     * Items of one answer.
     *
     * @param answer what their ids are made of
     * @param events null where the client gets the answer whole
     */
    Items(String answer, @Nullable EventOut events, LossReport loss) {
        this.answer = answer;
        this.events = events;
        this.kept = new Kept(loss);
    }

    void to(ByteBuf target) {
        out = target;
        if (events != null) {
            events.to(target);
        }
    }

    List<OutputItem> all() {
        return items;
    }

    /** An item begins. What its first event holds is set before {@link #added}. */
    OutputItem add(OutputItem.Type type) {
        OutputItem item = new OutputItem(type, answer, items.size());
        items.add(item);
        return item;
    }

    /** The item at hand has all that its first event holds. */
    void added(OutputItem item) {
        if (events != null) {
            events.itemAdded(item);
        }
    }

    /** A part of an item begins. */
    Block begin(BlockKind kind, OutputItem item) {
        Block block = new Block(kind, item, item.blocks().size(), kept.newText());
        item.blocks().add(block);
        if (events != null) {
            events.blockAdded(block);
        }
        return block;
    }

    /** A fragment of a part; escaped. */
    void fragment(Block block, ByteBuf buffer, int start, int end) {
        block.text().add(buffer, start, end, out.alloc());
        if (events != null) {
            events.fragment(block, buffer, start, end);
        }
    }

    /** A text that is kept, and goes into no event as it is. */
    Kept.Text keep() {
        return kept.newText();
    }

    /** Appends to such a text. */
    void keep(Kept.Text text, ByteBuf buffer, int start, int end) {
        text.add(buffer, start, end, out.alloc());
    }

    void annotate(Block block, Block.Annotation annotation) {
        block.annotations().add(annotation);
        if (events != null) {
            events.annotated(block, annotation);
        }
    }

    /** A part is over. */
    void end(Block block) {
        if (events != null) {
            events.blockDone(block);
        }
    }

    /** An item is over. */
    void end(OutputItem item, Status status) {
        item.end(status);
        if (events != null) {
            events.itemDone(item);
        }
    }

    /** An item of reasoning that has nothing but a state. */
    void addState(EscapedText state) {
        OutputItem item = add(OutputItem.Type.REASONING);
        item.setState(state);
        added(item);
        end(item, Status.COMPLETED);
    }

    /** An image, whole. */
    void addImage(String format, ByteBuf buffer, int start, int end) {
        OutputItem item = add(OutputItem.Type.IMAGE);
        item.setFormat(format);
        added(item);
        Block image = new Block(BlockKind.INPUT, item, 0, kept.newText());
        item.blocks().add(image);
        keep(image.text(), buffer, start, end);
        if (events != null) {
            events.imageDone(item);
        }
        end(item, Status.COMPLETED);
    }

    void release() {
        kept.release();
        out = Unpooled.EMPTY_BUFFER;
    }
}
