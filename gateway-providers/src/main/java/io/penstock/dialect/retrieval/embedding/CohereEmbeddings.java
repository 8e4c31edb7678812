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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cohere's {@code /v2/embed}. */
public final class CohereEmbeddings
        implements ClientForm<EmbeddingRequest, EmbeddingAnswer>, ProviderForm<EmbeddingRequest, EmbeddingAnswer> {
    static final String SEARCH_DOCUMENT = "search_document";
    private static final String TEXTS = "texts";
    private static final String TYPES = "embedding_types";
    private static final String FLOAT = "float";

    @Override
    public String dialect() {
        return "cohere";
    }

    @Override
    public EmbeddingRequest readRequest(RawJson body, LossReport loss) {
        Members request = Members.of(body, "");
        request.ignore("model");
        EmbeddingRequest read = new EmbeddingRequest(
                inputs(request),
                request.count("output_dimension", "a whole number from 1"),
                encodings(request.take(TYPES)),
                purpose(request.text("input_type")),
                truncation(request.text("truncate")),
                null);
        request.reportRest(loss);
        return read;
    }

    private static List<Input> inputs(Members request) {
        requireNoImages(request, "images");
        List<Input> inputs = new ArrayList<>();
        RawJson texts = request.take(TEXTS);
        if (texts != null) {
            for (RawJson text : Members.elements(texts, TEXTS, "an array")) {
                inputs.add(Text.of(Members.text(text, TEXTS)));
            }
        }
        for (Members input : request.objects("inputs")) {
            inputs.add(text(input));
        }
        if (inputs.isEmpty()) {
            throw Refusal.missing(TEXTS, "1 or more texts");
        }
        return inputs;
    }

    private static Text text(Members input) {
        List<EscapedText> parts = new ArrayList<>();
        for (Members part : input.objects("content")) {
            part.ignore("type");
            requireNoImages(part, "image_url");
            parts.add(part.requiredText("text"));
        }
        return new Text(parts, null);
    }

    private static void requireNoImages(Members members, String name) {
        if (members.take(name) != null) {
            throw Refusal.of(members.path(name), "an image", "texts, since the model's provider is not asked for more");
        }
    }

    private static Set<Encoding> encodings(@Nullable RawJson types) {
        Set<Encoding> encodings = EnumSet.noneOf(Encoding.class);
        if (types != null) {
            for (RawJson type : Members.elements(types, TYPES, "an array")) {
                String name = Members.text(type, TYPES).decode();
                switch (name) {
                    case FLOAT -> encodings.add(Encoding.FLOAT);
                    case "base64" -> encodings.add(Encoding.BASE64);
                    default ->
                        throw Refusal.of(TYPES, name, "float or base64, since the model's provider has these only");
                }
            }
        }
        return encodings.isEmpty() ? Set.of(Encoding.FLOAT) : encodings;
    }

    private static @Nullable Purpose purpose(@Nullable EscapedText type) {
        if (type == null) {
            return null;
        }
        return switch (type.decode()) {
            case "search_query" -> Purpose.QUERY;
            case SEARCH_DOCUMENT -> Purpose.DOCUMENT;
            case "classification" -> Purpose.CLASSIFICATION;
            case "clustering" -> Purpose.CLUSTERING;
            default ->
                throw Refusal.of(
                        "input_type", type.decode(), "search_query, search_document, classification or clustering");
        };
    }

    private static @Nullable Truncation truncation(@Nullable EscapedText truncate) {
        if (truncate == null) {
            return null;
        }
        return switch (truncate.decode()) {
            case "NONE" -> Truncation.NONE;
            case "START" -> Truncation.START;
            case "END" -> Truncation.END;
            default -> throw Refusal.of("truncate", truncate.decode(), "NONE, START or END");
        };
    }

    @Override
    public void writeRequest(EmbeddingRequest asked, ModelTarget target, JsonWriter out, LossReport loss) {
        out.beginObject().name("model").string(target.model());
        Truncation truncation = asked.truncation();
        writeCommon(asked, target, truncation == null ? null : truncation.name(), out, loss);
        out.name(TYPES).beginArray().string(FLOAT).endArray();
        out.endObject();
    }

    /** What Cohere's models are told on Bedrock, too. */
    static void writeCommon(
            EmbeddingRequest asked, ModelTarget target, @Nullable String truncation, JsonWriter out, LossReport loss) {
        out.name(TEXTS);
        Inputs.write(asked.inputs(), target, out, loss);
        out.name("input_type").string(inputType(asked.purpose(), loss));
        if (asked.dimensions() > 0) {
            out.name("output_dimension").number(asked.dimensions());
        }
        if (truncation != null) {
            out.name("truncate").string(truncation);
        }
        Inputs.dropUser(asked, loss);
    }

    /** It must be said; what a client stores is what most of its texts are for. */
    private static String inputType(@Nullable Purpose purpose, LossReport loss) {
        if (purpose == null) {
            loss.defaulted("input_type");
            return SEARCH_DOCUMENT;
        }
        return switch (purpose) {
            case DOCUMENT -> SEARCH_DOCUMENT;
            case QUERY -> "search_query";
            case CLASSIFICATION -> "classification";
            case CLUSTERING -> "clustering";
            case QUESTION, FACT, CODE_QUERY -> {
                loss.approximated("input_type");
                yield "search_query";
            }
            case SIMILARITY -> {
                loss.approximated("input_type");
                yield "clustering";
            }
        };
    }

    /** By type, or where no type was asked for as Bedrock has it, as they are. */
    @Override
    public EmbeddingAnswer readAnswer(RawJson body, EmbeddingRequest asked) {
        Members answer = Members.of(body, "");
        RawJson embeddings = answer.required("embeddings", "an object or an array");
        RawJson vectors = embeddings.isObject()
                ? Members.of(embeddings, "embeddings").required(FLOAT, "an array of vectors")
                : embeddings;
        Members meta = answer.object("meta");
        Members billed = meta == null ? null : meta.object("billed_units");
        RawJson tokens = billed == null ? null : billed.take("input_tokens");
        return EmbeddingAnswer.of(
                Members.elements(vectors, "embeddings", "an array"),
                asked.inputs().size(),
                tokens == null ? EmbeddingAnswer.UNKNOWN : tokens.toCount());
    }

    @Override
    public void writeAnswer(EmbeddingRequest asked, EmbeddingAnswer answer, Labels labels, JsonWriter out) {
        out.beginObject().name("id").string(labels.id());
        out.name(TEXTS).beginArray();
        for (Input input : asked.inputs()) {
            if (input instanceof Text text) {
                Inputs.write(text, out);
            }
        }
        out.endArray().name("embeddings").beginObject();
        if (asked.encodings().contains(Encoding.FLOAT)) {
            out.name(FLOAT).beginArray();
            answer.vectors().forEach(out::raw);
            out.endArray();
        }
        if (asked.encodings().contains(Encoding.BASE64)) {
            out.name("base64").beginArray();
            answer.vectors()
                    .forEach(vector ->
                            out.beginString().part(Floats.base64(vector)).endString());
            out.endArray();
        }
        out.endObject().name("meta").beginObject();
        out.name("api_version").beginObject().name("version").string("2").endObject();
        out.name("billed_units").beginObject().name("input_tokens").number(answer.told());
        out.endObject().endObject();
        out.name("response_type").string("embeddings_by_type").endObject();
    }
}
