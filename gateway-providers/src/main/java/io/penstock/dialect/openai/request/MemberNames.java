package io.penstock.dialect.openai.request;

import io.penstock.dialect.ModelTarget;
import java.util.Set;

/** What a provider calls the members of a request, by their standard names. */
record MemberNames(ModelTarget target) {
    /** What OpenAI itself does not know: it goes only to those whose entry in the catalogue names it. */
    private static final Set<String> EXTENSIONS = Set.of("cache_control", "top_k", "video_url");

    /** The provider's name for it; empty where it refuses it. */
    String of(String standard) {
        return EXTENSIONS.contains(standard) ? target.parameters().getOrDefault(standard, "") : target.nameOf(standard);
    }

    boolean takes(String standard) {
        return !of(standard).isEmpty();
    }
}
