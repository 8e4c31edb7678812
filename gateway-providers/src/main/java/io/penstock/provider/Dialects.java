package io.penstock.provider;

import io.penstock.dialect.Dialect;
import io.penstock.dialect.anthropic.AnthropicDialect;
import io.penstock.dialect.bedrock.BedrockDialect;
import io.penstock.dialect.cohere.CohereDialect;
import io.penstock.dialect.gemini.GeminiDialect;
import io.penstock.dialect.openai.OpenAiDialect;
import io.penstock.dialect.responses.ResponsesDialect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The dialects there are. They do not know each other; whoever needs more than one finds them here. */
public final class Dialects {
    private static final List<Dialect> ALL = List.of(
            OpenAiDialect.INSTANCE,
            ResponsesDialect.INSTANCE,
            AnthropicDialect.INSTANCE,
            GeminiDialect.INSTANCE,
            CohereDialect.INSTANCE,
            BedrockDialect.INSTANCE);

    private Dialects() {}

    /** All of them. */
    public static List<Dialect> all() {
        return ALL;
    }

    /** The dialect of that name, as the catalogue and the log have it; null where there is none. */
    public static @Nullable Dialect find(String name) {
        for (Dialect dialect : ALL) {
            if (dialect.name().equals(name)) {
                return dialect;
            }
        }
        return null;
    }
}
