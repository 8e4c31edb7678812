package io.penstock.dialect.bedrock.request;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.Unescaper;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.Part.Media.Kind;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.request.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes images, documents, films and sounds: their bytes, or where they are in the provider's own store. It fetches nothing. */
final class MediaWriter {
    private static final String S3 = "s3://";
    private static final EscapedText PLAIN_TEXT = EscapedText.of("text/plain");

    private final JsonWriter out;
    private final LossReport loss;
    private final DocumentNames names;

    MediaWriter(JsonWriter out, LossReport loss) {
        this.out = out;
        this.loss = loss;
        this.names = new DocumentNames(loss);
    }

    /** Writes the member that a block of it is. */
    void write(Media media) {
        EscapedText detail = media.detail();
        if (detail != null && !detail.is("auto")) {
            loss.dropped("detail");
        }
        Kind kind = media.kind();
        out.name(kind.name().toLowerCase(Locale.ROOT)).beginObject();
        out.name("format").string(format(media));
        if (kind == Kind.DOCUMENT) {
            out.name("name").string(names.next(media.name()));
        }
        out.name("source").beginObject();
        source(media);
        out.endObject().endObject();
    }

    /** What the client said it is, else what its name ends with, else what its bytes begin like. */
    private static String format(Media media) {
        Kind kind = media.kind();
        EscapedText mimeType =
                media.source() instanceof Source.Plain && media.mimeType() == null ? PLAIN_TEXT : media.mimeType();
        String format = mimeType == null ? null : MediaFormats.ofType(kind, mimeType.decode());
        EscapedText name = media.name();
        if (format == null && name != null) {
            format = MediaFormats.ofName(kind, name.decode());
        }
        if (format == null && media.source() instanceof Source.Link link) {
            format = MediaFormats.ofName(kind, link.url().decode());
        }
        if (format == null && media.source() instanceof Source.Inline inline) {
            format = MediaFormats.ofBytes(kind, inline.base64());
        }
        if (format == null && isText(kind, mimeType)) {
            format = "txt";
        }
        if (format == null) {
            String told = mimeType == null ? "a file of no known type" : mimeType.decode();
            throw unfit(told, MediaFormats.expected(kind));
        }
        return format;
    }

    private static boolean isText(Kind kind, @Nullable EscapedText mimeType) {
        String type = mimeType == null ? "" : mimeType.decode();
        return kind == Kind.DOCUMENT && (type.startsWith("text/") || type.equals("application/json"));
    }

    private void source(Media media) {
        if (media.source() instanceof Source.Inline inline) {
            out.name("bytes").text(inline.base64());
        } else if (media.source() instanceof Source.Plain plain) {
            out.name("bytes").string(base64(plain.text()));
        } else if (media.source() instanceof Source.Link link) {
            if (!link.url().decode().startsWith(S3)) {
                throw unfit("a link", "the file itself, in base64, or an s3:// location");
            }
            out.name("s3Location").beginObject().name("uri").text(link.url()).endObject();
        } else {
            throw unfit("a file that is stored elsewhere", "the file itself, in base64");
        }
    }

    private static String base64(EscapedText text) {
        ByteBuf plain = Unpooled.buffer(text.length());
        Unescaper unescaper = new Unescaper();
        unescaper.copy(text.buffer(), text.start(), text.end(), plain);
        unescaper.end(plain);
        ByteBuffer encoded = Base64.getEncoder().encode(plain.nioBuffer());
        return StandardCharsets.ISO_8859_1.decode(encoded).toString();
    }

    private static FaultException unfit(String what, String expected) {
        return Refusal.of("messages", what, expected);
    }
}
