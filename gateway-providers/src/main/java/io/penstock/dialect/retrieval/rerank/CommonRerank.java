package io.penstock.dialect.retrieval.rerank;

import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.retrieval.ClientForm;
import io.penstock.dialect.retrieval.ProviderForm;

/**
 * The {@code /v1/rerank} that Jina, vLLM, llama.cpp and many more have. {@code top_k}, which is Voyage's word for {@code top_n}, is taken
 * for it.
 */
public final class CommonRerank
        implements ClientForm<RerankRequest, RerankAnswer>, ProviderForm<RerankRequest, RerankAnswer> {

    @Override
    public String dialect() {
        return "openai";
    }

    @Override
    public RerankRequest readRequest(RawJson body, LossReport loss) {
        Members request = Members.of(body, "");
        request.ignore("model");
        long results = request.count("top_n", CohereRerank.COUNT);
        RerankRequest read = new RerankRequest(
                request.requiredText("query"),
                Documents.read(request, loss),
                results > 0 ? results : request.count("top_k", CohereRerank.COUNT),
                Boolean.TRUE.equals(request.bool("return_documents")),
                request.count("max_tokens_per_doc", CohereRerank.COUNT));
        request.reportRest(loss);
        return read;
    }

    @Override
    public void writeRequest(RerankRequest asked, ModelTarget target, JsonWriter out, LossReport loss) {
        out.beginObject().name("model").string(target.model());
        CohereRerank.writeCommon(asked, out);
        out.name("return_documents").bool(false).endObject();
        Documents.dropTokens(asked, loss);
    }

    @Override
    public RerankAnswer readAnswer(RawJson body, RerankRequest asked) {
        Members answer = Members.of(body, "");
        return new RerankAnswer(
                RerankAnswer.ranked(
                        Members.all(answer.required("results", "an array"), "results"), "relevance_score", asked),
                RerankAnswer.count(answer.object("usage"), "total_tokens"),
                RerankAnswer.UNKNOWN);
    }

    @Override
    public void writeAnswer(RerankRequest asked, RerankAnswer answer, Labels labels, JsonWriter out) {
        out.beginObject().name("id").string(labels.id()).name("model").string(labels.model());
        CohereRerank.writeResults(asked, answer, out);
        out.name("usage").beginObject().name("total_tokens").number(Math.max(0, answer.tokens()));
        out.endObject().endObject();
    }
}
