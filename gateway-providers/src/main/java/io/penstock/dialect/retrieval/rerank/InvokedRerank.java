package io.penstock.dialect.retrieval.rerank;

import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.retrieval.ProviderForm;

/** Models of Bedrock that rank, invoked as they are: Cohere's, which must be told the version of its API, and Amazon's. */
public final class InvokedRerank implements ProviderForm<RerankRequest, RerankAnswer> {
    private static final int VERSION = 2;

    private final CohereRerank cohere = new CohereRerank();

    @Override
    public String dialect() {
        return "bedrock";
    }

    @Override
    public void writeRequest(RerankRequest asked, ModelTarget target, JsonWriter out, LossReport loss) {
        out.beginObject();
        CohereRerank.writeCommon(asked, out);
        if (target.model().contains("cohere.")) {
            out.name("api_version").number(VERSION);
        }
        out.endObject();
        Documents.dropTokens(asked, loss);
    }

    @Override
    public RerankAnswer readAnswer(RawJson body, RerankRequest asked) {
        return cohere.readAnswer(body, asked);
    }
}
