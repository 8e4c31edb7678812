package io.penstock.dialect.retrieval.rerank;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.retrieval.BrokenAnswer;
import io.penstock.dialect.retrieval.ProviderForm;
import io.penstock.dialect.retrieval.rerank.RerankAnswer.Ranked;
import java.util.ArrayList;
import java.util.List;

/** Vertex' ranking of records: a document is known by an id, which is its index here. */
public final class VertexRerank implements ProviderForm<RerankRequest, RerankAnswer> {
    private static final int INDEX_DIGITS_MAX = 9;

    @Override
    public String dialect() {
        return "gemini";
    }

    @Override
    public void writeRequest(RerankRequest asked, ModelTarget target, JsonWriter out, LossReport loss) {
        out.beginObject().name("model").string(target.model());
        out.name("query").text(asked.query());
        out.name("records").beginArray();
        for (int i = 0; i < asked.documents().size(); i++) {
            out.beginObject().name("id").string(Integer.toString(i));
            out.name("content").text(asked.documents().get(i).text()).endObject();
        }
        out.endArray();
        if (asked.results() > 0) {
            out.name("topN").number(asked.results());
        }
        out.name("ignoreRecordDetailsInResponse").bool(true).endObject();
        Documents.dropTokens(asked, loss);
    }

    @Override
    public RerankAnswer readAnswer(RawJson body, RerankRequest asked) {
        List<Ranked> ranked = new ArrayList<>();
        for (Members record : Members.of(body, "").objects("records")) {
            ranked.add(new Ranked(index(record.requiredText("id")), record.required("score", "a number")));
        }
        RerankAnswer.requireEachOnce(ranked, asked);
        return new RerankAnswer(ranked, RerankAnswer.UNKNOWN, RerankAnswer.UNKNOWN);
    }

    private static int index(EscapedText id) {
        String digits = id.decode();
        if (!digits.matches("[0-9]{1," + INDEX_DIGITS_MAX + "}")) {
            throw BrokenAnswer.of("a record that nobody asked about");
        }
        return Integer.parseInt(digits);
    }
}
