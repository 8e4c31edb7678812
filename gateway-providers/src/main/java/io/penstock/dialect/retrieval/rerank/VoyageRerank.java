package io.penstock.dialect.retrieval.rerank;

import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.retrieval.ProviderForm;

/** Voyage's {@code /v1/rerank}, which has other words than the rest. */
public final class VoyageRerank implements ProviderForm<RerankRequest, RerankAnswer> {

    @Override
    public String dialect() {
        return "openai";
    }

    @Override
    public void writeRequest(RerankRequest asked, ModelTarget target, JsonWriter out, LossReport loss) {
        out.beginObject().name("model").string(target.model());
        out.name("query").text(asked.query());
        Documents.write(asked, out);
        if (asked.results() > 0) {
            out.name("top_k").number(asked.results());
        }
        out.endObject();
        Documents.dropTokens(asked, loss);
    }

    @Override
    public RerankAnswer readAnswer(RawJson body, RerankRequest asked) {
        Members answer = Members.of(body, "");
        return new RerankAnswer(
                RerankAnswer.ranked(Members.all(answer.required("data", "an array"), "data"), "relevance_score", asked),
                RerankAnswer.count(answer.object("usage"), "total_tokens"),
                RerankAnswer.UNKNOWN);
    }
}
