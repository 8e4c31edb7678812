package io.penstock.dialect.bedrock.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.ModelTarget.Trait;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.ToolIds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the blocks of system and messages, each with the cache point that follows it. */
final class BlockWriter {
    private static final String CACHE = "cache_control";
    private static final EscapedText ABOUT_DOCUMENT = EscapedText.of("See the document.");
    /** Of an object with a member of that name the provider refuses the whole request, wherever it stands. */
    private static final String REFUSED_MEMBER = "\"__type\"";

    private final JsonWriter out;
    private final LossReport loss;
    private final ModelFamily family;
    private final MediaWriter media;
    private final boolean isClaude;
    private final boolean hasStatus;
    private final boolean hasNineLetterIds;

    BlockWriter(ModelTarget target, ModelFamily family, JsonWriter out, LossReport loss) {
        this.out = out;
        this.loss = loss;
        this.family = family;
        this.media = new MediaWriter(out, loss);
        this.isClaude = ModelFamily.isClaude(target.model());
        this.hasStatus = ModelFamily.hasStatus(target.model());
        this.hasNineLetterIds = target.has(Trait.NINE_LETTER_TOOL_IDS) || ModelFamily.hasNineLetterIds(target.model());
    }

    /** Writes an array of blocks. A document that nothing is said of is refused. */
    void write(List<Turns.Block> blocks) {
        boolean hasDocument = false;
        boolean hasText = false;
        out.beginArray();
        for (Turns.Block block : blocks) {
            hasText |= block.part() instanceof Part.Text;
            hasDocument |= block.part() instanceof Media part && part.kind() == Media.Kind.DOCUMENT;
            write(block.part());
            cachePoint(block.cache());
        }
        if (hasDocument && !hasText) {
            loss.defaulted("messages.content");
            text(ABOUT_DOCUMENT);
        }
        out.endArray();
    }

    /** Writes a cache point as the block, or the tool, that it is here; null for none. */
    void cachePoint(Part.@Nullable CachePoint cache) {
        if (cache == null) {
            return;
        }
        if (!family.isCached()) {
            loss.dropped(CACHE);
            return;
        }
        EscapedText ttl = cache.ttl();
        out.beginObject().name("cachePoint").beginObject();
        out.name("type").string("default");
        if (ttl != null && isClaude) {
            out.name("ttl").text(ttl);
        } else if (ttl != null) {
            loss.approximated(CACHE);
        }
        out.endObject().endObject();
    }

    private void write(Part part) {
        if (part instanceof Part.Text text) {
            text(text.text());
        } else if (part instanceof Part.Refusal refusal) {
            loss.approximated("refusal");
            text(refusal.text());
        } else if (part instanceof Part.Structured structured) {
            json(structured.json());
        } else if (part instanceof Part.Opaque opaque) {
            out.raw(opaque.json());
        } else if (part instanceof Part.Reasoning reasoning) {
            reasoning(reasoning);
        } else if (part instanceof Media file) {
            out.beginObject();
            media.write(file);
            out.endObject();
        } else if (part instanceof Part.ToolCall call) {
            call(call);
        } else if (part instanceof Part.ToolResult result) {
            result(result);
        }
    }

    private void text(EscapedText text) {
        out.beginObject().name("text").text(text).endObject();
    }

    private void json(RawJson json) {
        out.beginObject().name("text").beginString().part(json).endString().endObject();
    }

    private void reasoning(Part.Reasoning reasoning) {
        ReasoningState state = reasoning.state();
        EscapedText data = state == null ? EscapedText.EMPTY : state.data();
        out.beginObject().name("reasoningContent").beginObject();
        if (state != null && state.kind().equals("redactedContent")) {
            out.name("redactedContent").text(data);
        } else {
            out.name("reasoningText").beginObject().name("text").text(reasoning.text());
            out.name("signature").text(data).endObject();
        }
        out.endObject().endObject();
    }

    private void call(Part.ToolCall call) {
        out.beginObject().name("toolUse").beginObject();
        out.name("toolUseId").text(id(call.id()));
        out.name("name").text(ToolNames.plain(call.name(), loss));
        out.name("input").raw(call.arguments().toObject());
        out.endObject().endObject();
    }

    private EscapedText id(EscapedText id) {
        if (hasNineLetterIds) {
            return ToolIds.nineLetters(id);
        }
        return id.decode().matches("[a-zA-Z0-9_.:-]{1,64}") ? id : ToolIds.plain(id);
    }

    /** Only some models are told by a member that a tool failed; the others in words. */
    private void result(Part.ToolResult result) {
        out.beginObject().name("toolResult").beginObject();
        out.name("toolUseId").text(id(result.callId()));
        out.name("content").beginArray();
        if (result.isError() && !hasStatus) {
            text(EscapedText.of("Error:"));
            loss.approximated("is_error");
        }
        Part.CachePoint cache = null;
        for (Part part : result.content()) {
            if (part instanceof Part.CachePoint point) {
                cache = point;
            } else {
                resultPart(part);
            }
        }
        out.endArray();
        if (result.isError() && hasStatus) {
            out.name("status").string("error");
        }
        out.endObject().endObject();
        cachePoint(cache);
    }

    private void resultPart(Part part) {
        if (part instanceof Part.Structured structured && isObject(structured.json())) {
            out.beginObject().name("json").raw(structured.json()).endObject();
        } else if (part instanceof Part.Opaque opaque && !opaque.dialect().equals(ContentReader.DIALECT)) {
            loss.dropped(opaque.type());
        } else if (!(part instanceof Part.Text text) || !text.text().isBlank()) {
            write(part);
        }
    }

    /** Whether the provider takes it as JSON: everything else it is told as text. */
    private static boolean isObject(RawJson json) {
        return json.isObject() && !json.toString().contains(REFUSED_MEMBER);
    }
}
