package io.penstock.dialect.retrieval.embedding;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.retrieval.ProviderForm;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Input;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Purpose;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Text;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Truncation;
import java.util.ArrayList;
import java.util.List;

/** Vertex' {@code :predict} of models that embed texts. */
public final class VertexEmbeddings implements ProviderForm<EmbeddingRequest, EmbeddingAnswer> {

    @Override
    public String dialect() {
        return "gemini";
    }

    @Override
    public void writeRequest(EmbeddingRequest asked, ModelTarget target, JsonWriter out, LossReport loss) {
        out.beginObject().name("instances").beginArray();
        for (Input input : asked.inputs()) {
            writeInstance(asked, Inputs.text(input, target), out);
        }
        out.endArray().name("parameters").beginObject();
        if (asked.dimensions() > 0) {
            out.name("outputDimensionality").number(asked.dimensions());
        }
        Truncation truncation = asked.truncation();
        if (truncation == Truncation.START) {
            // Only the end is ever cut.
            loss.dropped("truncate");
        } else if (truncation != null) {
            out.name("autoTruncate").bool(truncation == Truncation.END);
        }
        out.endObject().endObject();
        Inputs.dropUser(asked, loss);
    }

    private static void writeInstance(EmbeddingRequest asked, Text text, JsonWriter out) {
        out.beginObject().name("content");
        Inputs.write(text, out);
        Purpose purpose = asked.purpose();
        if (purpose != null) {
            out.name("task_type").string(GeminiEmbeddings.taskType(purpose));
        }
        EscapedText title = text.title();
        if (title != null) {
            out.name("title").text(title);
        }
        out.endObject();
    }

    @Override
    public EmbeddingAnswer readAnswer(RawJson body, EmbeddingRequest asked) {
        List<RawJson> vectors = new ArrayList<>();
        long tokens = 0;
        boolean isCounted = false;
        for (Members prediction : Members.of(body, "").objects("predictions")) {
            Members embeddings = prediction.requiredObject("embeddings");
            vectors.add(embeddings.required("values", "an array of numbers"));
            Members statistics = embeddings.object("statistics");
            RawJson count = statistics == null ? null : statistics.take("token_count");
            isCounted |= count != null;
            tokens += count == null ? 0 : Math.max(0, count.toCount());
        }
        return EmbeddingAnswer.of(vectors, asked.inputs().size(), isCounted ? tokens : EmbeddingAnswer.UNKNOWN);
    }
}
