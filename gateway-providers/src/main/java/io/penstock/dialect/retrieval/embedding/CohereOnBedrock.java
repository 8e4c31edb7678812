package io.penstock.dialect.retrieval.embedding;

import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.retrieval.ProviderForm;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Truncation;
import org.jspecify.annotations.Nullable;

/** Cohere's models on Bedrock, invoked as they are: the model stands in the URL, and the tokens in a head field that is not read. */
public final class CohereOnBedrock implements ProviderForm<EmbeddingRequest, EmbeddingAnswer> {
    private final CohereEmbeddings cohere = new CohereEmbeddings();

    @Override
    public String dialect() {
        return "bedrock";
    }

    @Override
    public void writeRequest(EmbeddingRequest asked, ModelTarget target, JsonWriter out, LossReport loss) {
        out.beginObject();
        CohereEmbeddings.writeCommon(asked, target, truncation(asked.truncation(), target.model()), out, loss);
        out.name("embedding_types").beginArray().string("float").endArray();
        out.endObject();
    }

    /** The fourth version calls the ends of a text by other names than the third (AWS documents both). */
    private static @Nullable String truncation(@Nullable Truncation truncation, String model) {
        if (truncation == null) {
            return null;
        }
        boolean isFourth = model.contains("embed-v4");
        return switch (truncation) {
            case NONE -> "NONE";
            case START -> isFourth ? "LEFT" : "START";
            case END -> isFourth ? "RIGHT" : "END";
        };
    }

    @Override
    public EmbeddingAnswer readAnswer(RawJson body, EmbeddingRequest asked) {
        return cohere.readAnswer(body, asked);
    }
}
