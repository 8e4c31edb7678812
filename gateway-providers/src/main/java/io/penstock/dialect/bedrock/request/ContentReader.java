package io.penstock.dialect.bedrock.request;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.Part.Media.Kind;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the blocks that stand wherever content does: texts, media, cache points. A block has one member that says what it is; of what no
 * other dialect knows it makes an opaque part.
 */
final class ContentReader {
    /** The name of this dialect. */
    static final String DIALECT = "bedrock";

    private static final String TEXT = "text";
    private static final String SOURCE = "source";

    private final LossReport loss;

    ContentReader(LossReport loss) {
        this.loss = loss;
    }

    /** Reads a block, of which nothing has been taken yet. */
    void read(Members block, List<Part> parts) {
        // Some clients say besides what a block is.
        block.ignore("type");
        List<String> names = block.names();
        if (block.has(TEXT)) {
            parts.add(new Part.Text(block.requiredText(TEXT)));
        } else if (block.has("cachePoint")) {
            parts.add(cachePoint(block));
        } else if (block.has("citationsContent")) {
            cited(block.requiredObject("citationsContent"), parts);
        } else if (!isGuarded(block, parts) && !isMedia(block, parts)) {
            parts.add(new Part.Opaque(DIALECT, names.isEmpty() ? "content" : names.get(0), block.raw()));
            return;
        }
        block.reportRest(loss);
    }

    private boolean isMedia(Members block, List<Part> parts) {
        for (Kind kind : Kind.values()) {
            String name = kind.name().toLowerCase(Locale.ROOT);
            if (block.has(name)) {
                Members media = block.requiredObject(name);
                Media read = media(kind, media);
                if (read == null) {
                    return false;
                }
                parts.add(read);
                media.reportRest(loss);
                return true;
            }
        }
        return false;
    }

    /** The cache point that a block is. */
    Part.CachePoint cachePoint(Members block) {
        Members point = block.requiredObject("cachePoint");
        point.ignore("type");
        Part.CachePoint read = new Part.CachePoint(point.text("ttl"));
        point.reportRest(loss);
        return read;
    }

    /** Text that a guardrail is to look at is text all the same. */
    private boolean isGuarded(Members block, List<Part> parts) {
        Members guarded = block.has("guardContent") ? block.requiredObject("guardContent") : null;
        Members text = guarded == null ? null : guarded.object(TEXT);
        if (text == null) {
            return false;
        }
        parts.add(new Part.Text(text.requiredText(TEXT)));
        loss.approximated(block.field("guardContent"));
        return true;
    }

    private void cited(Members cited, List<Part> parts) {
        for (Members text : cited.objects("content")) {
            parts.add(new Part.Text(text.requiredText(TEXT)));
        }
        cited.reportRest(loss);
    }

    private @Nullable Media media(Kind kind, Members media) {
        EscapedText format = media.text("format");
        EscapedText mimeType = format == null ? null : MediaFormats.mimeType(kind, format.decode());
        Members source = media.requiredObject(SOURCE);
        Source read = source(source);
        if (read == null) {
            return null;
        }
        if (read instanceof Source.Plain && mimeType == null) {
            mimeType = MediaFormats.mimeType(Kind.DOCUMENT, "txt");
        }
        source.reportRest(loss);
        return new Media(kind, mimeType, read, media.text("name"), null);
    }

    private @Nullable Source source(Members source) {
        EscapedText bytes = source.text("bytes");
        if (bytes != null) {
            return new Source.Inline(bytes);
        }
        Members s3 = source.object("s3Location");
        if (s3 != null) {
            EscapedText uri = s3.requiredText("uri");
            s3.reportRest(loss);
            return new Source.Link(uri);
        }
        EscapedText text = source.text(TEXT);
        if (text != null) {
            return new Source.Plain(text);
        }
        List<Members> chunks = source.objects("content");
        if (chunks.isEmpty()) {
            throw Refusal.missing(source.path("bytes"), "bytes, s3Location, text or content");
        }
        loss.approximated(source.field("content"));
        return joined(chunks);
    }

    /** A document of the client's own chunks is its text; null where one of them is none. */
    private static @Nullable Source joined(List<Members> chunks) {
        ByteBuf joined = Unpooled.buffer();
        for (Members chunk : chunks) {
            EscapedText text = chunk.text(TEXT);
            if (text == null) {
                return null;
            }
            if (joined.isReadable()) {
                joined.writeCharSequence("\\n", StandardCharsets.US_ASCII);
            }
            text.copyTo(joined);
        }
        return new Source.Plain(new EscapedText(joined, 0, joined.writerIndex()));
    }
}
