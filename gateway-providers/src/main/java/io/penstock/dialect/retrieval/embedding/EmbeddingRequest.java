package io.penstock.dialect.retrieval.embedding;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.Usage;
import io.penstock.dialect.retrieval.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants vectors for, one for each input.
 *
 * @param inputs one or more
 * @param dimensions of each vector; 0 for the model's own
 * @param encodings how the client wants them written, one or more
 * @param purpose what they are for; null where the client does not say
 * @param truncation what is cut from an input that is too long; null where the client does not say
 * @param user whom the client asks for; null where it does not say
 */
public record EmbeddingRequest(
        List<Input> inputs,
        long dimensions,
        Set<Encoding> encodings,
        @Nullable Purpose purpose,
        @Nullable Truncation truncation,
        @Nullable EscapedText user)
        implements Question<EmbeddingRequest, EmbeddingAnswer> {

    /** What one vector is of. */
    public sealed interface Input {}

    /**
     * A text.
     *
     * @param parts which make it up, without anything between them
     * @param title of the document that it is; null where it has none
     */
    public record Text(List<EscapedText> parts, @Nullable EscapedText title) implements Input {
        /** A text in one piece, without a title. */
        public static Text of(EscapedText text) {
            return new Text(List.of(text), null);
        }
    }

    /**
     * A text as a model's tokens, which mean something to that model only.
     *
     * @param numbers an array of whole numbers
     */
    public record Tokens(RawJson numbers) implements Input {}

    /** How a vector is written. */
    public enum Encoding {
        /** An array of numbers. */
        FLOAT,
        /** 32 bits for each number, the lowest byte first, in base64. */
        BASE64
    }

    /** What vectors are for, which some models make different ones for. */
    public enum Purpose {
        /** A search, the question of it. */
        QUERY,
        /** A search, what is found by it. */
        DOCUMENT,
        /** Texts are told apart by classes. */
        CLASSIFICATION,
        /** Texts are put together that are alike. */
        CLUSTERING,
        /** Texts are compared. */
        SIMILARITY,
        /** A question whose answer is looked for. */
        QUESTION,
        /** A statement whose proof is looked for. */
        FACT,
        /** A question whose answer is code. */
        CODE_QUERY
    }

    /** What is cut from an input that is too long. */
    public enum Truncation {
        /** Nothing: it is refused. */
        NONE,
        /** Its start. */
        START,
        /** Its end. */
        END
    }

    /** Keeps its own copies. */
    public EmbeddingRequest {
        inputs = List.copyOf(inputs);
        encodings = Set.copyOf(encodings);
    }

    @Override
    public List<EmbeddingRequest> split(int itemsMax) {
        if (itemsMax == 0 || inputs.size() <= itemsMax) {
            return List.of(this);
        }
        List<EmbeddingRequest> parts = new ArrayList<>();
        for (int from = 0; from < inputs.size(); from += itemsMax) {
            List<Input> some = inputs.subList(from, Math.min(inputs.size(), from + itemsMax));
            parts.add(new EmbeddingRequest(some, dimensions, encodings, purpose, truncation, user));
        }
        return parts;
    }

    @Override
    public EmbeddingAnswer join(List<EmbeddingAnswer> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        List<RawJson> vectors = new ArrayList<>(inputs.size());
        long tokens = 0;
        boolean isCounted = false;
        for (EmbeddingAnswer part : parts) {
            vectors.addAll(part.vectors());
            Usage usage = part.usage();
            isCounted |= usage != null;
            tokens += usage == null ? 0 : usage.input();
        }
        return new EmbeddingAnswer(vectors, isCounted ? tokens : EmbeddingAnswer.UNKNOWN);
    }
}
