package io.penstock.dialect.cohere.reply;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GenerationEvents.Citation;
import io.penstock.dialect.Usage;

/** What an answer holds besides text, as it stands in an event and in a document alike. */
final class Pieces {
    private Pieces() {}

    /**
     * A citation.
     *
     * @param number of it, from 0
     * @param block which block of the content it belongs to
     */
    static void citation(Citation citation, int number, int block, JsonWriter out) {
        EscapedText url = citation.url();
        EscapedText title = citation.title();
        EscapedText quote = citation.quote();
        out.beginObject();
        if (citation.start() >= 0) {
            out.name("start").number(citation.start());
            out.name("end").number(Math.max(citation.start(), citation.end()));
        }
        if (quote != null) {
            out.name("text").text(quote);
        }
        out.name("sources").beginArray();
        if (url != null || title != null) {
            String id = "doc:" + number;
            out.beginObject().name("type").string("document").name("id").string(id);
            out.name("document").beginObject().name("id").string(id);
            if (title != null) {
                out.name("title").text(title);
            }
            if (url != null) {
                out.name("url").text(url);
            }
            out.endObject().endObject();
        }
        out.endArray();
        out.name("content_index").number(block);
        out.name("type").string("TEXT_CONTENT").endObject();
    }

    /** What was used: the dialect knows no reasoning and nothing written to a cache, so these count with the rest. */
    static void usage(Usage usage, JsonWriter out) {
        out.beginObject().name("billed_units");
        tokens(usage, out);
        out.name("tokens");
        tokens(usage, out);
        if (usage.cacheRead() > 0) {
            out.name("cached_tokens").number(usage.cacheRead());
        }
        out.endObject();
    }

    private static void tokens(Usage usage, JsonWriter out) {
        out.beginObject().name("input_tokens").number(usage.prompt());
        out.name("output_tokens").number(usage.completion()).endObject();
    }

    /** What the dialect calls it. It has no word for an answer that was withheld but that of a failure. */
    static String finishReason(FinishReason reason) {
        return switch (reason) {
            case STOP -> "COMPLETE";
            case STOP_SEQUENCE -> "STOP_SEQUENCE";
            case LENGTH, PAUSE -> "MAX_TOKENS";
            case TOOL_CALLS -> "TOOL_CALL";
            case CONTENT_FILTER -> "ERROR";
        };
    }
}
