package io.penstock.dialect.retrieval.embedding;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import io.penstock.dialect.retrieval.ClientForm;
import io.penstock.dialect.retrieval.ProviderForm;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Encoding;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Input;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Purpose;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Text;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Truncation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gemini's {@code :embedContent}, of one content, and {@code :batchEmbedContents}, of some: which of the two it is stands in the URL, and
 * so each is a form of its own.
 */
public final class GeminiEmbeddings
        implements ClientForm<EmbeddingRequest, EmbeddingAnswer>, ProviderForm<EmbeddingRequest, EmbeddingAnswer> {
    private static final String REQUESTS = "requests";
    private static final String TASK_TYPE = "taskType";
    private static final String DIMENSIONS = "outputDimensionality";
    private static final String TITLE = "title";

    private final boolean isBatch;

    private GeminiEmbeddings(boolean isBatch) {
        this.isBatch = isBatch;
    }

    /** Of one content. */
    public static GeminiEmbeddings ofOne() {
        return new GeminiEmbeddings(false);
    }

    /** Of a batch. */
    public static GeminiEmbeddings ofBatch() {
        return new GeminiEmbeddings(true);
    }

    @Override
    public String dialect() {
        return "gemini";
    }

    @Override
    public EmbeddingRequest readRequest(RawJson body, LossReport loss) {
        Members request = Members.of(body, "");
        if (!isBatch) {
            return one(request, loss);
        }
        List<EmbeddingRequest> each = new ArrayList<>();
        for (Members single : Members.all(request.required(REQUESTS, "an array of requests"), REQUESTS)) {
            each.add(one(single, loss));
        }
        request.ignore("model");
        request.reportRest(loss);
        if (each.isEmpty()) {
            throw Refusal.of(REQUESTS, "[]", "1 or more requests");
        }
        return together(each);
    }

    /** The provider is told once, for all of them, what each of them says. */
    private static EmbeddingRequest together(List<EmbeddingRequest> each) {
        EmbeddingRequest first = each.get(0);
        List<Input> inputs = new ArrayList<>();
        for (EmbeddingRequest other : each) {
            requireSame(TASK_TYPE, first.purpose(), other.purpose());
            requireSame(DIMENSIONS, first.dimensions(), other.dimensions());
            requireSame("autoTruncate", first.truncation(), other.truncation());
            inputs.addAll(other.inputs());
        }
        return new EmbeddingRequest(
                inputs, first.dimensions(), first.encodings(), first.purpose(), first.truncation(), null);
    }

    private static void requireSame(String name, @Nullable Object first, @Nullable Object other) {
        if (!Objects.equals(first, other)) {
            throw Refusal.of(
                    REQUESTS + "." + name,
                    "several",
                    "the same in each request, since the model's provider takes one for all");
        }
    }

    private static EmbeddingRequest one(Members request, LossReport loss) {
        request.ignore("model");
        Members content = request.requiredObject("content");
        content.ignore("role");
        List<EscapedText> parts = new ArrayList<>();
        for (Members part : content.objects("parts")) {
            // What is no text would be left out of what the vector is of.
            parts.add(part.requiredText("text"));
            part.reportRest(loss);
        }
        content.reportRest(loss);
        if (parts.isEmpty()) {
            throw Refusal.missing(content.path("parts"), "1 or more texts");
        }
        if (parts.size() > 1) {
            loss.approximated("content.parts");
        }
        EmbeddingRequest read = new EmbeddingRequest(
                List.of(new Text(parts, request.text(TITLE))),
                request.count(DIMENSIONS, "a whole number from 1"),
                Set.of(Encoding.FLOAT),
                purpose(request.text(TASK_TYPE), request.path(TASK_TYPE)),
                truncation(request.bool("autoTruncate")),
                null);
        request.reportRest(loss);
        return read;
    }

    private static @Nullable Truncation truncation(@Nullable Boolean isAutomatic) {
        return isAutomatic == null ? null : isAutomatic ? Truncation.END : Truncation.NONE;
    }

    private static @Nullable Purpose purpose(@Nullable EscapedText type, String path) {
        if (type == null || type.is("TASK_TYPE_UNSPECIFIED")) {
            return null;
        }
        for (Purpose purpose : Purpose.values()) {
            if (type.is(taskType(purpose))) {
                return purpose;
            }
        }
        throw Refusal.of(path, type.decode(), "a task type such as RETRIEVAL_QUERY or RETRIEVAL_DOCUMENT");
    }

    /** What Google calls it. */
    static String taskType(Purpose purpose) {
        return switch (purpose) {
            case QUERY -> "RETRIEVAL_QUERY";
            case DOCUMENT -> "RETRIEVAL_DOCUMENT";
            case CLASSIFICATION -> "CLASSIFICATION";
            case CLUSTERING -> "CLUSTERING";
            case SIMILARITY -> "SEMANTIC_SIMILARITY";
            case QUESTION -> "QUESTION_ANSWERING";
            case FACT -> "FACT_VERIFICATION";
            case CODE_QUERY -> "CODE_RETRIEVAL_QUERY";
        };
    }

    @Override
    public void writeRequest(EmbeddingRequest asked, ModelTarget target, JsonWriter out, LossReport loss) {
        Inputs.dropUser(asked, loss);
        Inputs.dropTruncation(asked, loss);
        if (!isBatch) {
            writeOne(asked, asked.inputs().get(0), target, out);
            return;
        }
        out.beginObject().name(REQUESTS).beginArray();
        for (Input input : asked.inputs()) {
            writeOne(asked, input, target, out);
        }
        out.endArray().endObject();
    }

    private void writeOne(EmbeddingRequest asked, Input input, ModelTarget target, JsonWriter out) {
        Text text = Inputs.text(input, target);
        out.beginObject();
        if (isBatch) {
            out.name("model").string("models/" + target.model());
        }
        out.name("content").beginObject().name("parts").beginArray();
        for (EscapedText part : text.parts()) {
            out.beginObject().name("text").text(part).endObject();
        }
        out.endArray().endObject();
        Purpose purpose = asked.purpose();
        if (purpose != null) {
            out.name(TASK_TYPE).string(taskType(purpose));
        }
        EscapedText title = text.title();
        if (title != null) {
            out.name(TITLE).text(title);
        }
        if (asked.dimensions() > 0) {
            out.name(DIMENSIONS).number(asked.dimensions());
        }
        out.endObject();
    }

    @Override
    public EmbeddingAnswer readAnswer(RawJson body, EmbeddingRequest asked) {
        Members answer = Members.of(body, "");
        List<RawJson> vectors = new ArrayList<>();
        if (isBatch) {
            answer.objects("embeddings").forEach(each -> vectors.add(values(each)));
        } else {
            vectors.add(values(answer.requiredObject("embedding")));
        }
        Members usage = answer.object("usageMetadata");
        RawJson tokens = usage == null ? null : usage.take("promptTokenCount");
        return EmbeddingAnswer.of(
                vectors, asked.inputs().size(), tokens == null ? EmbeddingAnswer.UNKNOWN : tokens.toCount());
    }

    private static RawJson values(Members embedding) {
        return embedding.required("values", "an array of numbers");
    }

    @Override
    public void writeAnswer(EmbeddingRequest asked, EmbeddingAnswer answer, Labels labels, JsonWriter out) {
        out.beginObject();
        if (isBatch) {
            out.name("embeddings").beginArray();
            answer.vectors().forEach(vector -> writeValues(vector, out));
            out.endArray();
        } else {
            writeValues(answer.vectors().get(0), out.name("embedding"));
        }
        if (answer.tokens() >= 0) {
            out.name("usageMetadata").beginObject();
            out.name("promptTokenCount").number(answer.tokens());
            out.name("totalTokenCount").number(answer.tokens()).endObject();
        }
        out.endObject();
    }

    private static void writeValues(RawJson vector, JsonWriter out) {
        out.beginObject().name("values").raw(vector).endObject();
    }
}
