package io.penstock.dialect.retrieval.embedding;

import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.retrieval.ProviderForm;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Text;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Truncation;
import java.util.List;

/** Amazon's Titan on Bedrock, invoked as it is: one text a call. */
public final class TitanEmbeddings implements ProviderForm<EmbeddingRequest, EmbeddingAnswer> {

    @Override
    public String dialect() {
        return "bedrock";
    }

    @Override
    public void writeRequest(EmbeddingRequest asked, ModelTarget target, JsonWriter out, LossReport loss) {
        Text text = Inputs.text(asked.inputs().get(0), target);
        out.beginObject().name("inputText");
        Inputs.write(text, out);
        if (asked.dimensions() > 0) {
            out.name("dimensions").number(asked.dimensions());
        }
        out.endObject();
        Inputs.dropTitle(text, loss);
        Inputs.dropPurpose(asked, loss);
        Inputs.dropUser(asked, loss);
        if (asked.truncation() != Truncation.NONE) {
            // A text that is too long is refused, which is what NONE asks for.
            Inputs.dropTruncation(asked, loss);
        }
    }

    @Override
    public EmbeddingAnswer readAnswer(RawJson body, EmbeddingRequest asked) {
        Members answer = Members.of(body, "");
        RawJson tokens = answer.take("inputTextTokenCount");
        return EmbeddingAnswer.of(
                List.of(answer.required("embedding", "an array of numbers")),
                asked.inputs().size(),
                tokens == null ? EmbeddingAnswer.UNKNOWN : tokens.toCount());
    }
}
