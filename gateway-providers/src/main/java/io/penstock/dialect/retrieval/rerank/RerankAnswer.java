package io.penstock.dialect.retrieval.rerank;

import io.penstock.codec.json.RawJson;
import io.penstock.dialect.Usage;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.retrieval.Answered;
import io.penstock.dialect.retrieval.BrokenAnswer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Documents, the most relevant first.
 *
 * @param results some or all of those that were asked about, none twice
 * @param tokens that were read; {@link #UNKNOWN} where the provider does not say
 * @param searches that are billed; {@link #UNKNOWN} where the provider does not say
 */
public record RerankAnswer(List<Ranked> results, long tokens, long searches) implements Answered {
    /** No count. */
    public static final long UNKNOWN = -1;

    private static final long COUNT_MAX = 1_000_000_000;

    /**
     * A document.
     *
     * @param index of it in the request, from 0
     * @param score a number, as the provider wrote it
     */
    public record Ranked(int index, RawJson score) {}

    /** Keeps its own copy. A count that no answer can have is none: it would be billed. */
    public RerankAnswer {
        results = List.copyOf(results);
        tokens = tokens > COUNT_MAX ? UNKNOWN : tokens;
        searches = searches > COUNT_MAX ? UNKNOWN : searches;
    }

    /** Ranks of results that name their document by {@code index}, and its score by {@code score}. */
    static List<Ranked> ranked(List<Members> results, String score, RerankRequest asked) {
        List<Ranked> ranked = new ArrayList<>(results.size());
        for (Members result : results) {
            ranked.add(new Ranked(
                    (int) Math.min(
                            Integer.MAX_VALUE,
                            result.required("index", "an index").toCount()),
                    result.required(score, "a number")));
        }
        requireEachOnce(ranked, asked);
        return ranked;
    }

    /** An index goes on into the client's array. */
    static void requireEachOnce(List<Ranked> ranked, RerankRequest asked) {
        boolean[] isSeen = new boolean[asked.documents().size()];
        for (Ranked each : ranked) {
            if (each.index() < 0 || each.index() >= isSeen.length || isSeen[each.index()]) {
                throw BrokenAnswer.of("index " + each.index() + " (expected: each from 0 to " + (isSeen.length - 1)
                        + " at most once)");
            }
            if (Double.isNaN(each.score().toDouble())) {
                throw BrokenAnswer.of("a score that is no number");
            }
            isSeen[each.index()] = true;
        }
    }

    /** The count that a member is. */
    static long count(@Nullable Members members, String name) {
        RawJson count = members == null ? null : members.take(name);
        return count == null ? UNKNOWN : count.toCount();
    }

    @Override
    public @Nullable Usage usage() {
        return tokens < 0 ? null : new Usage(tokens, 0, 0, 0, 0, 0);
    }
}
