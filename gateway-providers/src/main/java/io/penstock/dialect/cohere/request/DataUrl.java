package io.penstock.dialect.cohere.request;

import io.penstock.codec.bytes.ByteSearch;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.Part.Media.Kind;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.request.Refusal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Images as this dialect has them: {@code data:<type>;base64,<data>} (RFC 2397), or a link. */
final class DataUrl {
    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";
    private static final String UNTYPED = "image/png";
    /** A type and its parameters are shorter, by far. */
    private static final int HEAD_BYTES_MAX = 256;

    private DataUrl() {}

    /** The image at that URL; what does not begin with {@code data:} is a link. */
    static Media image(EscapedText url, @Nullable EscapedText detail, String path) {
        int limit = Math.min(url.end(), url.start() + HEAD_BYTES_MAX);
        int comma = ByteSearch.indexOf(url.buffer(), url.start(), limit, (byte) ',');
        String head = new EscapedText(url.buffer(), url.start(), comma < 0 ? limit : comma).decode();
        if (!head.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return new Media(Kind.IMAGE, null, new Source.Link(url), null, detail);
        }
        if (comma < 0 || !head.toLowerCase(Locale.ROOT).endsWith(BASE64)) {
            throw Refusal.of(path, "a data URL without base64", "data:<type>;base64,<data>");
        }
        String type = head.substring(SCHEME.length(), head.length() - BASE64.length());
        int parameters = type.indexOf(';');
        return new Media(
                Kind.IMAGE,
                mimeType(parameters < 0 ? type : type.substring(0, parameters)),
                new Source.Inline(new EscapedText(url.buffer(), comma + 1, url.end())),
                null,
                detail);
    }

    /** A type in the spelling that everybody knows; null for an empty one. */
    private static @Nullable EscapedText mimeType(String type) {
        String known = type.equalsIgnoreCase("image/jpg") ? "image/jpeg" : type.toLowerCase(Locale.ROOT);
        return known.isEmpty() ? null : EscapedText.of(known);
    }

    /** Writes the URL of an image that is in the request. */
    static void write(@Nullable EscapedText mimeType, EscapedText base64, JsonWriter out) {
        out.beginString().part(SCHEME);
        if (mimeType == null) {
            out.part(UNTYPED);
        } else {
            out.part(mimeType);
        }
        out.part(BASE64).part(",").part(base64).endString();
    }
}
