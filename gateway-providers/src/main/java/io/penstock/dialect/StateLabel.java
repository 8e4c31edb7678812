package io.penstock.dialect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reasoning state on its way through a client of another dialect: put into a field that the client sends back unread, or behind the id of
 * a tool call, with a label that says whose it is.
 *
 * <pre>
 *   call_abc__ps1_Z2VtaW5pQGdvb2dsZSB0aG91Z2h0X3NpZ25hdHVyZSBDaVFC...
 *   |id    |mark  |base64 of: maker, space, kind, space, data
 * </pre>
 *
 * <p>Behind the maker stand {@code #} and the tag of the caller's {@link StateSeal}, where callers are asked who they are.
 *
 * <p>The result has letters, digits, {@code _} and {@code -} only, so every dialect takes it for an id and in a JSON string. The base64 has
 * {@code -p} and {@code -s} for its plus and its slash, and so no {@code _}: the last mark is where the last label begins, whatever stands
 * before it.
 */
public final class StateLabel {
    /** An id carries no more. */
    public static final int BYTES_MAX = 4096;
    /** A field that a dialect has for such state carries no more: encrypted reasoning is longer than any id. */
    public static final int FIELD_BYTES_MAX = 1024 * 1024;

    /** What a label begins with. */
    public static final String MARK = "__ps1_";
    /** An id that is longer itself carries no state: so a scan that keeps the start of a text sees the mark of each label. */
    static final int ID_BYTES_MAX = 512;

    private static final int FIELDS = 3;
    /** No provider's id has it. */
    private static final char TAG = '#';

    private StateLabel() {}

    /**
     * What came back.
     *
     * @param id what stood before the mark; empty where the field carried nothing but the state
     * @param state null where there was none
     */
    public record Labelled(EscapedText id, @Nullable ReasoningState state) {}

    /**
     * The state behind an id; null where that, or the id, would be too long. Borrows {@code data}.
     *
     * @param id may be empty
     * @param maker whose state it is, asked for whom
     */
    public static @Nullable EscapedText label(
            EscapedText id, String dialect, ModelTarget maker, String kind, ByteBuf data, int start, int end) {
        if (plain(id.decode()).length() > ID_BYTES_MAX) {
            return null;
        }
        EscapedText labelled = inField(id, dialect, maker, kind, data, start, end);
        return labelled == null || labelled.length() > BYTES_MAX ? null : labelled;
    }

    /** As {@link #label}, for a field that is no id; null where it would be longer than {@link #FIELD_BYTES_MAX}. */
    public static @Nullable EscapedText inField(
            EscapedText id, String dialect, ModelTarget maker, String kind, ByteBuf data, int start, int end) {
        if (end - start > FIELD_BYTES_MAX) {
            return null;
        }
        String head =
                signed(ReasoningState.maker(dialect, maker.provider()), maker.seal(), data, start, end) + kind + " ";
        byte[] bytes = new byte[head.length() + end - start];
        System.arraycopy(head.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 0, head.length());
        data.getBytes(start, bytes, head.length(), end - start);
        String text = id.decode() + MARK + encode(bytes);
        return text.length() > FIELD_BYTES_MAX ? null : EscapedText.of(text);
    }

    /** What stands before the first label of a text; all of it where it has none. */
    public static String plain(String text) {
        int mark = text.indexOf(MARK);
        return mark < 0 ? text : text.substring(0, mark);
    }

    /** Takes a label off. What is no label of ours is an id, all of it. */
    public static Labelled read(EscapedText field) {
        if (field.length() > FIELD_BYTES_MAX) {
            return new Labelled(field, null);
        }
        String text = field.decode();
        int mark = text.lastIndexOf(MARK);
        if (mark < 0) {
            return new Labelled(field, null);
        }
        try {
            byte[] bytes = decode(text.substring(mark + MARK.length()));
            String[] fields = new String(bytes, StandardCharsets.UTF_8).split(" ", FIELDS);
            if (fields.length < FIELDS) {
                return new Labelled(field, null);
            }
            ByteBuf data = Unpooled.wrappedBuffer(fields[2].getBytes(StandardCharsets.UTF_8));
            return new Labelled(EscapedText.of(text.substring(0, mark)), state(fields[0], fields[1], checked(data)));
        } catch (IllegalArgumentException notOurs) {
            return new Labelled(field, null);
        }
    }

    private static String signed(String maker, StateSeal seal, ByteBuf data, int start, int end) {
        String tag = seal.tag(maker, data, start, end);
        return tag.isEmpty() ? maker + " " : maker + TAG + tag + " ";
    }

    /** A label names a provider: as the dialect's own, which has no label and needs no tag, nothing gets in here. */
    private static ReasoningState state(String signed, String kind, EscapedText data) {
        int tag = signed.indexOf(TAG);
        String maker = tag < 0 ? signed : signed.substring(0, tag);
        if (maker.indexOf('@') < 0) {
            throw new IllegalArgumentException("state: no provider");
        }
        return new ReasoningState(maker, kind, data, tag < 0 ? "" : signed.substring(tag + 1));
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder()
                .withoutPadding()
                .encodeToString(bytes)
                .replace("+", "-p")
                .replace("/", "-s");
    }

    private static byte[] decode(String text) {
        return Base64.getDecoder().decode(text.replace("-p", "+").replace("-s", "/"));
    }

    /** The client could have put anything there: what is no body of a JSON string is taken for its text. */
    private static EscapedText checked(ByteBuf data) {
        ByteBuf quoted = Unpooled.buffer(data.readableBytes() + 2);
        quoted.writeByte('"').writeBytes(data).writeByte('"');
        JsonCursor cursor = new JsonCursor();
        cursor.reset(quoted, 0, quoted.writerIndex());
        EscapedText text = cursor.takeText();
        if (text == null || text.end() + 1 != quoted.writerIndex()) {
            throw new IllegalArgumentException("state: not the body of a string");
        }
        return text;
    }
}
