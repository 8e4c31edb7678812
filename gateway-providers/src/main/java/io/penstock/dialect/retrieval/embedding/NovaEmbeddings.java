package io.penstock.dialect.retrieval.embedding;

import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.retrieval.ProviderForm;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Purpose;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Text;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Truncation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Amazon's Nova on Bedrock, invoked as it is: one text a call. */
public final class NovaEmbeddings implements ProviderForm<EmbeddingRequest, EmbeddingAnswer> {

    @Override
    public String dialect() {
        return "bedrock";
    }

    @Override
    public void writeRequest(EmbeddingRequest asked, ModelTarget target, JsonWriter out, LossReport loss) {
        Text text = Inputs.text(asked.inputs().get(0), target);
        out.beginObject().name("taskType").string("SINGLE_EMBEDDING");
        out.name("singleEmbeddingParams").beginObject();
        out.name("embeddingPurpose").string(purpose(asked.purpose(), loss));
        if (asked.dimensions() > 0) {
            out.name("embeddingDimension").number(asked.dimensions());
        }
        out.name("text").beginObject().name("truncationMode").string(truncation(asked.truncation(), loss));
        out.name("value");
        Inputs.write(text, out);
        out.endObject().endObject().endObject();
        Inputs.dropTitle(text, loss);
        Inputs.dropUser(asked, loss);
    }

    /** It must be said; what a client stores is what most of its texts are for. */
    private static String purpose(@Nullable Purpose purpose, LossReport loss) {
        if (purpose == null) {
            loss.defaulted("input_type");
            return "GENERIC_INDEX";
        }
        return switch (purpose) {
            case DOCUMENT -> "GENERIC_INDEX";
            case QUERY -> "GENERIC_RETRIEVAL";
            case CLASSIFICATION -> "CLASSIFICATION";
            case CLUSTERING -> "CLUSTERING";
            case QUESTION, FACT, CODE_QUERY -> {
                loss.approximated("input_type");
                yield "GENERIC_RETRIEVAL";
            }
            case SIMILARITY -> {
                loss.approximated("input_type");
                yield "CLUSTERING";
            }
        };
    }

    /** It must be said. */
    private static String truncation(@Nullable Truncation truncation, LossReport loss) {
        if (truncation == null) {
            loss.defaulted("truncate");
            return Truncation.NONE.name();
        }
        return truncation.name();
    }

    @Override
    public EmbeddingAnswer readAnswer(RawJson body, EmbeddingRequest asked) {
        Members answer = Members.of(body, "");
        List<RawJson> vectors = new ArrayList<>();
        answer.objects("embeddings").forEach(each -> vectors.add(each.required("embedding", "an array of numbers")));
        RawJson tokens = answer.take("inputTokenCount");
        return EmbeddingAnswer.of(
                vectors, asked.inputs().size(), tokens == null ? EmbeddingAnswer.UNKNOWN : tokens.toCount());
    }
}
