package io.penstock.dialect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.BytePatch;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes labelled state out of a request that goes up as it came: a client has it from an answer that was translated, and a provider of the
 * client's own dialect did not make it. An id shrinks to what it was before the label, in the call and in its result alike.
 *
 * <p>Told of ids in the order in which they stand in the body. Allocates nothing where there is no label.
 */
public abstract class LabelEdits {
    static final JsonKey MARK = JsonKey.of(StateLabel.MARK);
    private static final Comparator<BytePatch.Edit> IN_ORDER = Comparator.comparingLong(BytePatch.Edit::start);

    private @Nullable List<BytePatch.Edit> edits;

    /** For those who know where labels stand: {@link LabelledIds}, {@link LabelledElements}. */
    LabelEdits() {}

    /** The id of a call, in itself or in its result; the range is that of the JSON string. */
    public final void onId(JsonText id, long start, long end) {
        if (id.indexOf(MARK) < 0) {
            return;
        }
        EscapedText plain = ToolIds.plain(EscapedText.of(StateLabel.plain(id.toString())));
        ByteBuf quoted = Unpooled.buffer(plain.length() + 2);
        quoted.writeByte('"');
        plain.copyTo(quoted);
        quoted.writeByte('"');
        add(new BytePatch.Edit(start, end, quoted));
    }

    /** The patch of all that was found and of these edits, which do not touch each other. */
    public final BytePatch with(List<BytePatch.Edit> others) {
        List<BytePatch.Edit> all = new ArrayList<>(others);
        if (edits != null) {
            all.addAll(edits);
        }
        all.sort(IN_ORDER);
        return all.isEmpty() ? BytePatch.NONE : new BytePatch(all);
    }

    /** Puts that JSON where the range is, and what was changed inside of it goes with it. */
    final void remove(long start, long end, String json) {
        List<BytePatch.Edit> found = edits;
        while (found != null && !found.isEmpty() && found.get(found.size() - 1).start() >= start) {
            found.remove(found.size() - 1);
        }
        add(BytePatch.Edit.of(start, end, json));
    }

    private void add(BytePatch.Edit edit) {
        List<BytePatch.Edit> found = edits;
        if (found == null) {
            found = new ArrayList<>();
            edits = found;
        }
        found.add(edit);
    }
}
