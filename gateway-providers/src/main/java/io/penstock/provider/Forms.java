package io.penstock.provider;

import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Operation;
import io.penstock.dialect.retrieval.Answered;
import io.penstock.dialect.retrieval.ClientForm;
import io.penstock.dialect.retrieval.Conversion;
import io.penstock.dialect.retrieval.ProviderForm;
import io.penstock.dialect.retrieval.Question;
import io.penstock.dialect.retrieval.embedding.CohereEmbeddings;
import io.penstock.dialect.retrieval.embedding.CohereOnBedrock;
import io.penstock.dialect.retrieval.embedding.EmbeddingAnswer;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest;
import io.penstock.dialect.retrieval.embedding.GeminiEmbeddings;
import io.penstock.dialect.retrieval.embedding.NovaEmbeddings;
import io.penstock.dialect.retrieval.embedding.OpenAiEmbeddings;
import io.penstock.dialect.retrieval.embedding.TitanEmbeddings;
import io.penstock.dialect.retrieval.embedding.VertexEmbeddings;
import io.penstock.dialect.retrieval.rerank.BedrockRerank;
import io.penstock.dialect.retrieval.rerank.CohereRerank;
import io.penstock.dialect.retrieval.rerank.CommonRerank;
import io.penstock.dialect.retrieval.rerank.InvokedRerank;
import io.penstock.dialect.retrieval.rerank.RerankAnswer;
import io.penstock.dialect.retrieval.rerank.RerankRequest;
import io.penstock.dialect.retrieval.rerank.VertexRerank;
import io.penstock.dialect.retrieval.rerank.VoyageRerank;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The forms there are of what is no chat, by the names that the catalogue and the table of URLs have for them. */
public final class Forms {
    private static final OpenAiEmbeddings OPENAI = new OpenAiEmbeddings();
    private static final CohereEmbeddings COHERE = new CohereEmbeddings();
    private static final GeminiEmbeddings GEMINI = GeminiEmbeddings.ofBatch();
    private static final GeminiEmbeddings GEMINI_ONE = GeminiEmbeddings.ofOne();

    private static final Kind<EmbeddingRequest, EmbeddingAnswer> EMBEDDINGS = new Kind<>(
            Map.of("openai", OPENAI, "cohere", COHERE, "gemini", GEMINI, "gemini-one", GEMINI_ONE),
            Map.of(
                    "openai",
                    OPENAI,
                    "cohere",
                    COHERE,
                    "gemini",
                    GEMINI,
                    "gemini-one",
                    GEMINI_ONE,
                    "vertex",
                    new VertexEmbeddings(),
                    "titan",
                    new TitanEmbeddings(),
                    "nova",
                    new NovaEmbeddings(),
                    "cohere-invoked",
                    new CohereOnBedrock()));

    private static final Kind<RerankRequest, RerankAnswer> RERANK = new Kind<>(
            Map.of("openai", new CommonRerank(), "cohere", new CohereRerank()),
            Map.of(
                    "openai", new CommonRerank(),
                    "cohere", new CohereRerank(),
                    "voyage", new VoyageRerank(),
                    "vertex", new VertexRerank(),
                    "bedrock", new BedrockRerank(),
                    "invoked", new InvokedRerank()));

    private static final Map<Operation, Kind<?, ?>> ALL =
            Map.of(Operation.EMBEDDINGS, EMBEDDINGS, Operation.RERANK, RERANK);

    private Forms() {}

    /** Whether an operation has forms. */
    public static boolean has(Operation operation) {
        return ALL.containsKey(operation);
    }

    /** Whether providers are asked in a form of that name. */
    static boolean isProviders(Operation operation, String form) {
        Kind<?, ?> kind = ALL.get(operation);
        return kind != null && kind.providers().containsKey(form);
    }

    /**
     * A request on its way into a provider's form.
     *
     * @param client the client's form
     * @param body the client's, one JSON object; borrowed for as long as the conversion is used
     * @throws io.penstock.dialect.FaultException where the request cannot be understood
     */
    public static Conversion<?, ?> convert(
            Operation operation, String client, FormPath provider, ModelTarget target, RawJson body) {
        Kind<?, ?> kind = ALL.get(operation);
        if (kind == null) {
            throw new IllegalArgumentException(
                    operation.key() + ": without forms (expected: one of " + ALL.keySet() + ")");
        }
        return kind.convert(client, provider, target, body);
    }

    private record Kind<Q extends Question<Q, A>, A extends Answered>(
            Map<String, ClientForm<Q, A>> clients, Map<String, ProviderForm<Q, A>> providers) {
        Conversion<Q, A> convert(String client, FormPath provider, ModelTarget target, RawJson body) {
            return new Conversion<>(
                    known(clients.get(client), client),
                    known(providers.get(provider.form()), provider.form()),
                    target,
                    body,
                    provider.itemsMax());
        }

        private static <T> T known(@Nullable T form, String name) {
            if (form == null) {
                throw new IllegalArgumentException("form: " + name + " (expected: a known one)");
            }
            return form;
        }
    }
}
