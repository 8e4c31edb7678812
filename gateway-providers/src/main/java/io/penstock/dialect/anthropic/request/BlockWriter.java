package io.penstock.dialect.anthropic.request;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.Unescaper;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.ToolIds;
import io.penstock.dialect.request.Refusal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the blocks of a turn. */
final class BlockWriter {
    private static final String PDF = "application/pdf";
    private static final String PLAIN_TEXT = "text/plain";
    private static final String EXPECTED = "text, an image, a PDF";
    /** How the base64 of a file begins whose type the client did not say. */
    private static final Map<String, String> MAGIC =
            Map.of("/9j/", "image/jpeg", "iVBO", "image/png", "R0lG", "image/gif", "UklG", "image/webp", "JVBE", PDF);

    private static final int MAGIC_CHARACTERS = 4;

    private final ModelTarget target;
    private final JsonWriter out;
    private final LossReport loss;

    BlockWriter(ModelTarget target, JsonWriter out, LossReport loss) {
        this.target = target;
        this.out = out;
        this.loss = loss;
    }

    /** Writes an array of blocks. */
    void write(List<Turns.Block> blocks) {
        out.beginArray();
        for (Turns.Block block : blocks) {
            write(block.part(), block.cache());
        }
        out.endArray();
    }

    private void write(Part part, Part.@Nullable CachePoint cache) {
        if (part instanceof Part.Opaque opaque) {
            out.raw(opaque.json());
            return;
        }
        out.beginObject();
        Part.CachePoint point = cache;
        if (part instanceof Part.Text text) {
            text(text.text());
        } else if (part instanceof Part.Refusal refusal) {
            loss.approximated("refusal");
            text(refusal.text());
        } else if (part instanceof Part.Structured structured) {
            out.name("type").string("text").name("text");
            out.beginString().part(structured.json()).endString();
        } else if (part instanceof Part.Reasoning reasoning) {
            reasoning(reasoning);
        } else if (part instanceof Part.Media media) {
            media(media);
        } else if (part instanceof Part.ToolCall call) {
            out.name("type").string("tool_use").name("id").text(ToolIds.plain(call.id()));
            out.name("name")
                    .text(call.name())
                    .name("input")
                    .raw(call.arguments().toObject());
        } else if (part instanceof Part.ToolResult result) {
            point = result(result, cache);
        }
        cacheControl(point);
        out.endObject();
    }

    /** Writes the member that makes a block or a tool a cache point; null for none. */
    void cacheControl(Part.@Nullable CachePoint cache) {
        if (cache == null) {
            return;
        }
        out.name("cache_control").beginObject().name("type").string("ephemeral");
        EscapedText ttl = cache.ttl();
        if (ttl != null) {
            out.name("ttl").text(ttl);
        }
        out.endObject();
    }

    private void text(EscapedText text) {
        out.name("type").string("text").name("text").text(text);
    }

    private void reasoning(Part.Reasoning reasoning) {
        ReasoningState state = reasoning.state();
        EscapedText data = state == null ? EscapedText.EMPTY : state.data();
        if (state != null && state.kind().equals("redacted_thinking")) {
            out.name("type").string("redacted_thinking").name("data").text(data);
        } else {
            out.name("type").string("thinking").name("thinking").text(reasoning.text());
            out.name("signature").text(data);
        }
    }

    /** Says where it is to be cached: behind it, or behind the last of what the tool said. */
    private Part.@Nullable CachePoint result(Part.ToolResult result, Part.@Nullable CachePoint cache) {
        Part.CachePoint point = cache;
        List<Turns.Block> blocks = new ArrayList<>();
        for (Part part : result.content()) {
            if (part instanceof Part.CachePoint inside) {
                point = inside;
            } else if (part instanceof Part.Opaque opaque && !opaque.dialect().equals(BlockPartReader.DIALECT)) {
                loss.dropped(opaque.type());
            } else if (!(part instanceof Part.Text text) || !text.text().isBlank()) {
                blocks.add(new Turns.Block(part, null));
            }
        }
        out.name("type").string("tool_result").name("tool_use_id").text(ToolIds.plain(result.callId()));
        if (blocks.size() == 1 && blocks.get(0).part() instanceof Part.Text text) {
            out.name("content").text(text.text());
        } else if (blocks.size() == 1 && blocks.get(0).part() instanceof Part.Structured structured) {
            out.name("content").beginString().part(structured.json()).endString();
        } else if (!blocks.isEmpty()) {
            out.name("content");
            write(blocks);
        }
        if (result.isError()) {
            out.name("is_error").bool(true);
        }
        return point;
    }

    private void media(Media media) {
        EscapedText detail = media.detail();
        if (detail != null && !detail.is("auto")) {
            loss.dropped("detail");
        }
        String mimeType = mimeType(media);
        boolean isImage = media.kind() == Media.Kind.IMAGE || mimeType.startsWith("image/");
        if (media.kind() == Media.Kind.AUDIO || media.kind() == Media.Kind.VIDEO) {
            throw Refusal.of("messages", mimeType.isEmpty() ? "audio or video" : mimeType, EXPECTED);
        }
        out.name("type").string(isImage ? "image" : "document").name("source").beginObject();
        source(media.source(), mimeType, isImage);
        out.endObject();
        EscapedText name = media.name();
        if (name != null && !name.isEmpty() && !isImage) {
            out.name("title").text(name);
        }
    }

    /** The type, without parameters; empty where neither the client nor the bytes say it. */
    private static String mimeType(Media media) {
        EscapedText told = media.mimeType();
        if (told != null && !told.isEmpty()) {
            String type = told.decode().toLowerCase(Locale.ROOT);
            int parameters = type.indexOf(';');
            String bare = parameters < 0 ? type : type.substring(0, parameters).strip();
            return bare.equals("image/jpg") ? "image/jpeg" : bare;
        }
        if (media.source() instanceof Source.Inline inline && inline.base64().length() >= MAGIC_CHARACTERS) {
            EscapedText base64 = inline.base64();
            EscapedText head = new EscapedText(base64.buffer(), base64.start(), base64.start() + MAGIC_CHARACTERS);
            return MAGIC.getOrDefault(head.decode(), "");
        }
        return "";
    }

    private void source(Source source, String mimeType, boolean isImage) {
        if (source instanceof Source.Link link) {
            if (target.has(ModelTarget.Trait.NO_IMAGE_LINKS)) {
                throw Refusal.of("messages", "a link to a file", "the file itself, which the provider does not fetch");
            }
            out.name("type").string("url").name("url").text(link.url());
        } else if (source instanceof Source.Stored stored) {
            out.name("type").string("file").name("file_id").text(stored.fileId());
        } else if (source instanceof Source.Plain plain) {
            plainText(plain.text());
        } else if (source instanceof Source.Inline inline) {
            inline(inline.base64(), mimeType, isImage);
        }
    }

    private void inline(EscapedText base64, String mimeType, boolean isImage) {
        if (isImage || mimeType.equals(PDF)) {
            out.name("type").string("base64").name("media_type").string(mimeType.isEmpty() ? "image/png" : mimeType);
            out.name("data").text(base64);
        } else if (mimeType.startsWith("text/") || mimeType.equals("application/json")) {
            plainText(decoded(base64));
        } else {
            throw Refusal.of("messages", mimeType.isEmpty() ? "a file of no known type" : mimeType, EXPECTED);
        }
    }

    private void plainText(EscapedText text) {
        out.name("type")
                .string("text")
                .name("media_type")
                .string(PLAIN_TEXT)
                .name("data")
                .text(text);
    }

    private static EscapedText decoded(EscapedText base64) {
        try {
            ByteBuf plain = Unpooled.wrappedBuffer(Base64.getDecoder().decode(base64.decode()));
            ByteBuf escaped = Unpooled.buffer(plain.readableBytes());
            Unescaper.escape(plain, escaped);
            return new EscapedText(escaped, 0, escaped.writerIndex());
        } catch (IllegalArgumentException e) {
            throw Refusal.of("messages", "a file that is no base64", "base64");
        }
    }
}
