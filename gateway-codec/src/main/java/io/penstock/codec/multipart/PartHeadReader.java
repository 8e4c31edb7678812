package io.penstock.codec.multipart;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the heads of the parts of one form, line by line, a line copied while it arrives. Refuses what makes readers see different
 * fields: a bare CR or LF, a folded line, a name given twice or in RFC 2231's extended form, a transfer encoding that would have to be
 * taken off.
 */
final class PartHeadReader {
    private static final int LINE_BYTES = 128;

    private final Boundary boundary;
    private final int bytesMax;

    private byte[] line = new byte[LINE_BYTES];
    private int length;
    private int total;
    private long lineOffset;

    private boolean hasDisposition;
    private @Nullable String name;
    private boolean hasFilename;
    private @Nullable String contentType;

    PartHeadReader(Boundary boundary, int bytesMax) {
        this.boundary = boundary;
        this.bytesMax = bytesMax;
    }

    /** Begins a head. */
    void start(long offset) {
        length = 0;
        total = 0;
        lineOffset = offset;
        hasDisposition = false;
        name = null;
        hasFilename = false;
        contentType = null;
    }

    /** Reads on; the index after the blank line, or -1 where the range ends before it. */
    int read(ByteBuf buffer, int start, int end) {
        for (int at = start; at < end; at++) {
            if (onByte(buffer.getByte(at))) {
                return at + 1;
            }
        }
        return -1;
    }

    /** What the head said, once it is whole. */
    PartHead head() {
        String named = name;
        if (named == null) {
            throw refuse("part head: names no field (expected: content-disposition: form-data; name=...)");
        }
        return new PartHead(named, hasFilename, contentType);
    }

    private boolean onByte(byte b) {
        if (++total > bytesMax) {
            throw refuse("part head: too long (expected: at most " + bytesMax + " bytes)");
        }
        boolean isAfterCr = length > 0 && line[length - 1] == Ascii.CR;
        if (isAfterCr != (b == Ascii.LF)) {
            throw refuse("part head: CR or LF alone (expected: both)");
        }
        if (isAfterCr) {
            return onLineEnd();
        }
        if (b == Ascii.DEL || (b >= 0 && b < Ascii.SPACE && b != Ascii.TAB && b != Ascii.CR)) {
            throw refuse("part head: control character (expected: text)");
        }
        if (length == line.length) {
            line = Arrays.copyOf(line, 2 * length);
        }
        line[length++] = b;
        return false;
    }

    private boolean onLineEnd() {
        int end = length - 1;
        if (end > 0) {
            onLine(new String(line, 0, end, StandardCharsets.UTF_8));
            lineOffset += end + 2;
        }
        length = 0;
        return end == 0;
    }

    private void onLine(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 || !Parameters.isToken(text.substring(0, colon)) || text.startsWith(boundary.delimiter())) {
            throw refuse("part head: a line that is no field (expected: name, colon, value)");
        }
        String field = text.substring(0, colon);
        String value = Parameters.trim(text, colon + 1, text.length());
        if (Parameters.isSame(field, "content-disposition")) {
            onDisposition(new Parameters(value));
        } else if (Parameters.isSame(field, "content-type")) {
            onContentType(value);
        } else if (Parameters.isSame(field, "content-transfer-encoding")) {
            onTransferEncoding(value);
        }
    }

    private void onDisposition(Parameters parameters) {
        if (hasDisposition) {
            throw refuse("content-disposition: given twice (expected: once)");
        }
        hasDisposition = true;
        if (!Parameters.isSame(parameters.leading(), "form-data")) {
            throw refuse("content-disposition: of another type (expected: form-data)");
        }
        while (parameters.next()) {
            onParameter(parameters);
        }
        if (parameters.isMalformed()) {
            throw refuse("content-disposition: malformed (expected: form-data; name=\"...\")");
        }
    }

    private void onParameter(Parameters parameters) {
        if (parameters.isNamed("name")) {
            if (name != null || parameters.hasEscape()) {
                throw refuse("name: given twice, or with a backslash (expected: one plain name)");
            }
            name = parameters.value();
        } else if (Parameters.startsWith(parameters.name(), "name*")) {
            throw refuse("name: in extended form (expected: one plain name)");
        } else if (parameters.isNamed("filename") || Parameters.startsWith(parameters.name(), "filename*")) {
            hasFilename = true;
        }
    }

    private void onContentType(String value) {
        if (contentType != null) {
            throw refuse("content-type: given twice (expected: once)");
        }
        contentType = value;
    }

    /** RFC 7578, 4.7, has no use for it; some readers undo base64 and quoted-printable all the same. */
    private void onTransferEncoding(String value) {
        if (!Parameters.isSame(value, "binary")
                && !Parameters.isSame(value, "8bit")
                && !Parameters.isSame(value, "7bit")) {
            throw refuse("content-transfer-encoding: not taken off (expected: binary, 8bit or 7bit)");
        }
    }

    private MultipartRefusal refuse(String message) {
        return new MultipartRefusal(message, lineOffset);
    }
}
