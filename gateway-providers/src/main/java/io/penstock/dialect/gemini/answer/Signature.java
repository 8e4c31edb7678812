package io.penstock.dialect.gemini.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.StateLabel;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * {@code thoughtSignature}, the field in which clients of this dialect send back unread what they were given. They hold it as bytes and
 * write it in base64, some with the one alphabet and some with the other; so a state of another dialect goes into it as the base64 of its
 * label.
 */
public final class Signature {
    /** The dialect's name. */
    public static final String DIALECT = "gemini";
    /** What it is called as a state of reasoning. */
    public static final String KIND = "thought_signature";
    /** Stands for a signature that was lost, and is taken for it. */
    public static final String LOST = "skip_thought_signature_validator";

    /** What a labelled state begins with in base64, in either alphabet. */
    public static final JsonKey LABELLED =
            JsonKey.of(Base64.getEncoder().encodeToString(StateLabel.MARK.getBytes(StandardCharsets.US_ASCII)));

    private Signature() {}

    /** The field's value for a state; null where the state is too long to be labelled. Borrows {@code data}. */
    public static @Nullable EscapedText of(
            String dialect, ModelTarget maker, String kind, ByteBuf data, int start, int end) {
        if (dialect.equals(DIALECT)) {
            return new EscapedText(Unpooled.copiedBuffer(data.slice(start, end - start)), 0, end - start);
        }
        EscapedText label = StateLabel.inField(EscapedText.EMPTY, dialect, maker, kind, data, start, end);
        return label == null
                ? null
                : EscapedText.of(
                        Base64.getEncoder().encodeToString(label.decode().getBytes(StandardCharsets.US_ASCII)));
    }

    /** The state that a client sent back; null where it is none. */
    public static @Nullable ReasoningState read(EscapedText field) {
        if (field.isEmpty() || field.is(LOST)) {
            return null;
        }
        if (field.length() <= 2 * StateLabel.FIELD_BYTES_MAX) {
            ReasoningState labelled = labelled(field.decode());
            if (labelled != null) {
                return labelled;
            }
        }
        return new ReasoningState(DIALECT, KIND, field);
    }

    private static @Nullable ReasoningState labelled(String field) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(field.replace('+', '-').replace('/', '_'));
            String label = new String(bytes, StandardCharsets.US_ASCII);
            return label.startsWith(StateLabel.MARK)
                    ? StateLabel.read(EscapedText.of(label)).state()
                    : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
