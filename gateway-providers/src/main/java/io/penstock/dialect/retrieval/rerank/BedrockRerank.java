package io.penstock.dialect.retrieval.rerank;

import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import io.penstock.dialect.retrieval.ProviderForm;

/** The {@code /rerank} of Bedrock's agents, which names a model by its ARN. */
public final class BedrockRerank implements ProviderForm<RerankRequest, RerankAnswer> {
    private static final String TYPE = "type";

    @Override
    public String dialect() {
        return "bedrock";
    }

    @Override
    public void writeRequest(RerankRequest asked, ModelTarget target, JsonWriter out, LossReport loss) {
        if (!target.model().startsWith("arn:")) {
            throw Refusal.of(
                    "model", target.model(), "the ARN of a model, arn:aws:bedrock:REGION::foundation-model/NAME");
        }
        out.beginObject().name("queries").beginArray().beginObject().name(TYPE).string("TEXT");
        out.name("textQuery").beginObject().name("text").text(asked.query());
        out.endObject().endObject().endArray();
        out.name("sources").beginArray();
        asked.documents().forEach(document -> {
            out.beginObject().name(TYPE).string("INLINE");
            out.name("inlineDocumentSource").beginObject().name(TYPE).string("TEXT");
            out.name("textDocument").beginObject().name("text").text(document.text());
            out.endObject().endObject().endObject();
        });
        out.endArray();
        writeConfiguration(asked, target, out);
        out.endObject();
        Documents.dropTokens(asked, loss);
    }

    private static void writeConfiguration(RerankRequest asked, ModelTarget target, JsonWriter out) {
        out.name("rerankingConfiguration").beginObject().name(TYPE).string("BEDROCK_RERANKING_MODEL");
        out.name("bedrockRerankingConfiguration").beginObject();
        if (asked.results() > 0) {
            out.name("numberOfResults").number(asked.results());
        }
        out.name("modelConfiguration").beginObject().name("modelArn").string(target.model());
        out.endObject().endObject().endObject();
    }

    @Override
    public RerankAnswer readAnswer(RawJson body, RerankRequest asked) {
        Members answer = Members.of(body, "");
        return new RerankAnswer(
                RerankAnswer.ranked(
                        Members.all(answer.required("results", "an array"), "results"), "relevanceScore", asked),
                RerankAnswer.UNKNOWN,
                RerankAnswer.UNKNOWN);
    }
}
