package io.penstock.dialect.retrieval.embedding;

import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.Usage;
import io.penstock.dialect.retrieval.Answered;
import io.penstock.dialect.retrieval.BrokenAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Vectors, one for each input, in its order.
 *
 * @param vectors arrays of numbers, as the provider wrote them
 * @param tokens that the inputs have; {@link #UNKNOWN} where the provider does not say
 */
public record EmbeddingAnswer(List<RawJson> vectors, long tokens) implements Answered {
    /** No count. */
    public static final long UNKNOWN = -1;

    private static final long TOKENS_MAX = 1_000_000_000;

    /** A count that no answer can have is none: it would be billed. */
    public EmbeddingAnswer {
        tokens = tokens > TOKENS_MAX ? UNKNOWN : tokens;
    }

    /**
     * What a provider answered.
     *
     * @param inputs how many vectors were asked for
     * @throws io.penstock.dialect.FaultException where it has another number of vectors, or one of them is no array of numbers
     */
    static EmbeddingAnswer of(List<RawJson> vectors, int inputs, long tokens) {
        if (vectors.size() != inputs) {
            throw BrokenAnswer.of(vectors.size() + " vectors (expected: " + inputs + ")");
        }
        JsonCursor cursor = new JsonCursor();
        vectors.forEach(vector -> requireNumbers(cursor, vector));
        return new EmbeddingAnswer(vectors, tokens);
    }

    private static void requireNumbers(JsonCursor cursor, RawJson vector) {
        cursor.reset(vector.buffer(), vector.start(), vector.end());
        boolean isFilled = false;
        if (cursor.enterArray()) {
            while (cursor.nextElement()) {
                int first = cursor.first();
                if (first != '-' && (first < '0' || first > '9')) {
                    throw BrokenAnswer.of("a vector holds what is no number");
                }
                isFilled = true;
                cursor.skip();
            }
        }
        if (!isFilled) {
            throw BrokenAnswer.of("a vector is no array of numbers");
        }
    }

    @Override
    public @Nullable Usage usage() {
        return tokens < 0 ? null : new Usage(tokens, 0, 0, 0, 0, 0);
    }

    /** The tokens, for a form that has to name a number. */
    long told() {
        return Math.max(0, tokens);
    }
}
