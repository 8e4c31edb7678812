package io.penstock.dialect.gemini.reply;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GenerationEvents.Citation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One choice of an answer while it is told: what of it must wait until more of it is known. */
final class AnswerChoice {
    /** No block is open. */
    static final int NONE = 0;
    /** A text is. */
    static final int TEXT = 1;
    /** Reasoning is. */
    static final int REASONING = 2;
    /** A call is. */
    static final int CALL = 3;

    private static final int CITATIONS_MAX = 256;
    private static final int CITATION_BYTES_MAX = 1024 * 1024;

    private record Source(
            @Nullable String url,
            @Nullable String title,
            @Nullable String quote) {}

    private final List<AnswerCall> calls = new ArrayList<>();
    private final List<Source> sources = new ArrayList<>();
    private long sourceBytes;
    private int written;
    /** The kind of the block that is open. */
    int block = NONE;
    /** A signature that belongs to the call that follows, if one does. */
    @Nullable
    EscapedText pending;
    /** Why it ended; null while it has not. */
    @Nullable
    FinishReason finish;
    /** The kind of the text whose part is still open, where fragments of one text are one part. */
    int openText = NONE;
    /** What was written of it, where it is written at the end. */
    @Nullable
    ByteBuf parts;

    /** Whether calls wait for the rest of their arguments. */
    boolean hasWaiting() {
        return written < calls.size();
    }

    void add(AnswerCall call) {
        calls.add(call);
    }

    /** The call of that number; null where there is none, or it was written. */
    @Nullable
    AnswerCall waiting(int call) {
        return call >= written && call < calls.size() ? calls.get(call) : null;
    }

    /** The next call that can be written, in order; null where there is none. */
    @Nullable
    AnswerCall next(boolean isEnd) {
        if (!hasWaiting() || !(isEnd || calls.get(written).isWhole())) {
            return null;
        }
        return calls.get(written++);
    }

    /** Keeps a source and says whether there was room. */
    boolean add(Citation citation) {
        sourceBytes += length(citation.url()) + length(citation.title()) + length(citation.quote());
        if (sources.size() == CITATIONS_MAX || sourceBytes > CITATION_BYTES_MAX) {
            return false;
        }
        sources.add(new Source(decoded(citation.url()), decoded(citation.title()), decoded(citation.quote())));
        return true;
    }

    private static long length(@Nullable EscapedText text) {
        return text == null ? 0 : text.length();
    }

    private static @Nullable String decoded(@Nullable EscapedText text) {
        return text == null ? null : text.decode();
    }

    /** Writes {@code groundingMetadata} where there are sources: each with the piece of text that it stands behind. */
    void writeSources(JsonWriter json) {
        if (sources.isEmpty()) {
            return;
        }
        json.name("groundingMetadata").beginObject().name("groundingChunks").beginArray();
        for (Source source : sources) {
            json.beginObject().name("web").beginObject();
            if (source.url() != null) {
                json.name("uri").string(source.url());
            }
            if (source.title() != null) {
                json.name("title").string(source.title());
            }
            json.endObject().endObject();
        }
        json.endArray().name("groundingSupports").beginArray();
        for (int i = 0; i < sources.size(); i++) {
            String quote = sources.get(i).quote();
            if (quote != null) {
                json.beginObject()
                        .name("segment")
                        .beginObject()
                        .name("text")
                        .string(quote)
                        .endObject();
                json.name("groundingChunkIndices")
                        .beginArray()
                        .number(i)
                        .endArray()
                        .endObject();
            }
        }
        json.endArray().endObject();
    }
}
