package io.penstock.dialect.retrieval.rerank;

import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.retrieval.ClientForm;
import io.penstock.dialect.retrieval.ProviderForm;
import io.penstock.dialect.retrieval.rerank.RerankAnswer.Ranked;

/** Cohere's {@code /v2/rerank}. */
public final class CohereRerank
        implements ClientForm<RerankRequest, RerankAnswer>, ProviderForm<RerankRequest, RerankAnswer> {
    static final String COUNT = "a whole number from 1";
    private static final String TOKENS = "max_tokens_per_doc";

    @Override
    public String dialect() {
        return "cohere";
    }

    @Override
    public RerankRequest readRequest(RawJson body, LossReport loss) {
        Members request = Members.of(body, "");
        request.ignore("model");
        RerankRequest read = new RerankRequest(
                request.requiredText("query"),
                Documents.read(request, loss),
                request.count("top_n", COUNT),
                Boolean.TRUE.equals(request.bool("return_documents")),
                request.count(TOKENS, COUNT));
        request.reportRest(loss);
        return read;
    }

    @Override
    public void writeRequest(RerankRequest asked, ModelTarget target, JsonWriter out, LossReport loss) {
        out.beginObject().name("model").string(target.model());
        writeCommon(asked, out);
        if (asked.documentTokensMax() > 0) {
            out.name(TOKENS).number(asked.documentTokensMax());
        }
        out.endObject();
    }

    static void writeCommon(RerankRequest asked, JsonWriter out) {
        out.name("query").text(asked.query());
        Documents.write(asked, out);
        if (asked.results() > 0) {
            out.name("top_n").number(asked.results());
        }
    }

    @Override
    public RerankAnswer readAnswer(RawJson body, RerankRequest asked) {
        Members answer = Members.of(body, "");
        Members meta = answer.object("meta");
        Members billed = meta == null ? null : meta.object("billed_units");
        return new RerankAnswer(
                RerankAnswer.ranked(
                        Members.all(answer.required("results", "an array"), "results"), "relevance_score", asked),
                RerankAnswer.count(billed, "input_tokens"),
                RerankAnswer.count(billed, "search_units"));
    }

    @Override
    public void writeAnswer(RerankRequest asked, RerankAnswer answer, Labels labels, JsonWriter out) {
        out.beginObject().name("id").string(labels.id());
        writeResults(asked, answer, out);
        out.name("meta").beginObject();
        out.name("api_version").beginObject().name("version").string("2").endObject();
        out.name("billed_units").beginObject();
        if (answer.searches() >= 0) {
            out.name("search_units").number(answer.searches());
        }
        if (answer.tokens() >= 0) {
            out.name("input_tokens").number(answer.tokens());
        }
        out.endObject().endObject().endObject();
    }

    static void writeResults(RerankRequest asked, RerankAnswer answer, JsonWriter out) {
        out.name("results").beginArray();
        for (Ranked ranked : answer.results()) {
            out.beginObject().name("index").number(ranked.index());
            out.name("relevance_score").raw(ranked.score());
            if (asked.isDocumentWanted()) {
                out.name("document");
                Documents.write(asked.documents().get(ranked.index()), out);
            }
            out.endObject();
        }
        out.endArray();
    }
}
