package io.penstock.dialect.gemini.request;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.Part;
import io.penstock.dialect.ReasoningState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts of the model that clients send back as they streamed in, a part for each fragment: joined again, for a signature is one of the
 * whole, and no other dialect takes reasoning in pieces.
 */
final class TextRun {
    private final List<Part> parts;
    private @Nullable EscapedText first;
    private @Nullable ByteBuf joined;
    private boolean isThought;

    /** A run that becomes one of these parts when it ends. */
    TextRun(List<Part> parts) {
        this.parts = parts;
    }

    /** A fragment comes. A state ends the text that it comes with or behind. */
    void add(EscapedText text, boolean isThoughtText, @Nullable ReasoningState state) {
        if (first != null && isThought != isThoughtText) {
            end(null);
        }
        isThought = isThoughtText;
        append(text);
        if (state != null) {
            end(state);
        }
    }

    private void append(EscapedText text) {
        EscapedText before = first;
        if (before == null) {
            first = text.isEmpty() ? null : text;
        } else if (!text.isEmpty()) {
            ByteBuf all = joined;
            if (all == null) {
                all = Unpooled.buffer(2 * (before.length() + text.length()));
                before.copyTo(all);
                joined = all;
            }
            text.copyTo(all);
        }
    }

    /** The text is over. A state without one is reasoning that cannot be read. */
    void end(@Nullable ReasoningState state) {
        ByteBuf all = joined;
        EscapedText text = all == null ? first : new EscapedText(all, 0, all.writerIndex());
        first = null;
        joined = null;
        if (text == null) {
            if (state != null) {
                parts.add(new Part.Reasoning(EscapedText.EMPTY, state));
            }
        } else {
            parts.add(isThought ? new Part.Reasoning(text, state) : new Part.Text(text, state));
        }
    }
}
