package io.penstock.dialect.openai.reply;

import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.Usage;

/** Writes what was used as OpenAI counts it: what the cache served is part of the prompt, reasoning of the completion. */
final class UsageWriter {
    private UsageWriter() {}

    /** Writes the object; details only where there is something to tell. */
    static void write(Usage usage, JsonWriter out) {
        long written = usage.cacheWrite5m() + usage.cacheWrite1h();
        out.beginObject();
        out.name("prompt_tokens").number(usage.prompt());
        out.name("completion_tokens").number(usage.completion());
        out.name("total_tokens").number(usage.prompt() + usage.completion());
        if (usage.cacheRead() > 0 || written > 0) {
            out.name("prompt_tokens_details").beginObject();
            out.name("cached_tokens").number(usage.cacheRead());
            if (written > 0) {
                out.name("cache_write_tokens").number(written);
            }
            out.endObject();
        }
        if (usage.reasoning() > 0) {
            out.name("completion_tokens_details").beginObject();
            out.name("reasoning_tokens").number(usage.reasoning()).endObject();
        }
        out.endObject();
    }
}
