package io.penstock.dialect.openai.request;

import io.penstock.codec.bytes.ByteSearch;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.request.Refusal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of a media part are, as this dialect says it: {@code data:<type>;base64,<data>} (RFC 2397), or a link.
 *
 * @param mimeType null where the URL does not say it
 */
record DataUrl(@Nullable EscapedText mimeType, Source source) {
    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";
    /** A type and its parameters are shorter, by far. */
    private static final int HEAD_BYTES_MAX = 256;

    /** Reads a URL; what does not begin with {@code data:} is a link. */
    static DataUrl read(EscapedText url, String path) {
        int limit = Math.min(url.end(), url.start() + HEAD_BYTES_MAX);
        int comma = ByteSearch.indexOf(url.buffer(), url.start(), limit, (byte) ',');
        String head = new EscapedText(url.buffer(), url.start(), comma < 0 ? limit : comma).decode();
        if (!head.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return new DataUrl(null, new Source.Link(url));
        }
        if (comma < 0 || !head.toLowerCase(Locale.ROOT).endsWith(BASE64)) {
            throw Refusal.of(path, "a data URL without base64", "data:<type>;base64,<data>");
        }
        String type = head.substring(SCHEME.length(), head.length() - BASE64.length());
        int parameters = type.indexOf(';');
        return new DataUrl(
                mimeType(parameters < 0 ? type : type.substring(0, parameters)),
                new Source.Inline(new EscapedText(url.buffer(), comma + 1, url.end())));
    }

    /** A type in the spelling that everybody knows; null for an empty one. */
    static @Nullable EscapedText mimeType(String type) {
        String known = type.equalsIgnoreCase("image/jpg") ? "image/jpeg" : type.toLowerCase(Locale.ROOT);
        return known.isEmpty() ? null : EscapedText.of(known);
    }
}
