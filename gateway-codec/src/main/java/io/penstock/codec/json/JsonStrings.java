package io.penstock.codec.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** Text into JSON strings. */
public final class JsonStrings {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private JsonStrings() {}

    /**
     * Appends {@code text} as a JSON string, quotes included, to {@code out}, which it borrows. Escaped is what RFC 8259, section 7 wants
     * escaped, and DEL; half of a surrogate pair, which UTF-8 cannot hold, becomes a question mark.
     */
    public static void write(CharSequence text, ByteBuf out) {
        out.writeByte('"');
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\' || c == 0x7F) {
                writeUtf8(text, run, i, out);
                writeEscape(c, out);
                run = i + 1;
            }
        }
        writeUtf8(text, run, text.length(), out);
        out.writeByte('"');
    }

    /** Netty's own would make room for three bytes a character, and grow a buffer that is large enough. */
    private static void writeUtf8(CharSequence text, int start, int end, ByteBuf out) {
        ByteBufUtil.reserveAndWriteUtf8(out, text, start, end, ByteBufUtil.utf8Bytes(text, start, end));
    }

    /** The escape of a character that needs one. */
    static void writeEscape(char c, ByteBuf out) {
        out.writeByte('\\');
        switch (c) {
            case '"', '\\' -> out.writeByte(c);
            case '\n' -> out.writeByte('n');
            case '\r' -> out.writeByte('r');
            case '\t' -> out.writeByte('t');
            default -> {
                out.writeByte('u').writeByte('0').writeByte('0');
                out.writeByte(HEX[c >> 4]).writeByte(HEX[c & 0xF]);
            }
        }
    }
}
