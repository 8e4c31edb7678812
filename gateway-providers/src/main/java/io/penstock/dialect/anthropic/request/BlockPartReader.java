package io.penstock.dialect.anthropic.request;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.Part.Media.Kind;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the blocks that stand wherever content does: texts, images, documents. Of any other it makes an opaque part. */
final class BlockPartReader {
    static final String DIALECT = "anthropic";
    private static final String BLOCKS = "an array of blocks";
    private static final EscapedText PLAIN_TEXT = EscapedText.of("text/plain");

    private final LossReport loss;

    BlockPartReader(LossReport loss) {
        this.loss = loss;
    }

    /** Where the prompt is to be cached up to that block or tool; null where it is not. */
    static Part.@Nullable CachePoint cachePoint(Members block) {
        Members control = block.object("cache_control");
        if (control == null) {
            return null;
        }
        control.ignore("type");
        return new Part.CachePoint(control.text("ttl"));
    }

    /** Reads a block of that type, and where it is a cache point that too. */
    void read(Members block, EscapedText type, List<Part> parts) {
        Part.CachePoint cache = cachePoint(block);
        Part part = part(block, type);
        parts.add(part);
        if (part instanceof Part.Opaque) {
            return;
        }
        if (cache != null) {
            parts.add(cache);
        }
        block.reportRest(loss);
    }

    private Part part(Members block, EscapedText type) {
        Part part = switch (type.decode()) {
            case "text" -> new Part.Text(block.requiredText("text"));
            case "image" -> media(block, Kind.IMAGE);
            case "document" -> media(block, Kind.DOCUMENT);
            default -> null;
        };
        return part == null ? new Part.Opaque(DIALECT, type.decode(), block.raw()) : part;
    }

    private @Nullable Part media(Members block, Kind kind) {
        Members source = block.object("source");
        if (source == null) {
            throw Refusal.missing(block.path("source"), "an object");
        }
        EscapedText mimeType = source.text("media_type");
        Source read = switch (source.requiredText("type").decode()) {
            case "base64" -> new Source.Inline(source.requiredText("data"));
            case "url" -> new Source.Link(source.requiredText("url"));
            case "file" -> new Source.Stored(source.requiredText("file_id"));
            case "text" -> new Source.Plain(source.requiredText("data"));
            case "content" -> content(source);
            default -> null;
        };
        if (read == null) {
            return null;
        }
        source.reportRest(loss);
        if (mimeType == null && read instanceof Source.Plain) {
            mimeType = PLAIN_TEXT;
        }
        return new Media(kind, mimeType, read, block.text("title"), null);
    }

    /** A document of the client's own chunks is its text, where all of them are texts; null where one is not. */
    private @Nullable Source content(Members source) {
        RawJson content = source.take("content");
        if (content == null) {
            throw Refusal.missing(source.path("content"), BLOCKS);
        }
        if (content.first() == '"') {
            return new Source.Plain(Members.text(content, source.path("content")));
        }
        ByteBuf joined = Unpooled.buffer(content.length());
        for (Members chunk : Members.all(content, source.path("content"), BLOCKS)) {
            if (!chunk.requiredText("type").is("text")) {
                return null;
            }
            if (joined.isReadable()) {
                joined.writeCharSequence("\\n", StandardCharsets.US_ASCII);
            }
            chunk.requiredText("text").copyTo(joined);
        }
        loss.approximated(source.field("content"));
        return new Source.Plain(new EscapedText(joined, 0, joined.writerIndex()));
    }
}
