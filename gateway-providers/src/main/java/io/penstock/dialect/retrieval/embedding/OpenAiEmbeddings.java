package io.penstock.dialect.retrieval.embedding;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import io.penstock.dialect.retrieval.BrokenAnswer;
import io.penstock.dialect.retrieval.ClientForm;
import io.penstock.dialect.retrieval.ProviderForm;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Encoding;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Input;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Purpose;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Text;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's {@code /embeddings}. {@code input_type}, which OpenAI does not have, is what clients of its form say to models that ask for it.
 * A provider is asked for numbers, whatever the client wants: not all know base64. One that answers with it all the same is read.
 */
public final class OpenAiEmbeddings
        implements ClientForm<EmbeddingRequest, EmbeddingAnswer>, ProviderForm<EmbeddingRequest, EmbeddingAnswer> {
    private static final String INPUT = "input";
    private static final String EXPECTED_INPUT =
            "a string, an array of strings, an array of tokens, or an array of arrays of tokens";

    @Override
    public String dialect() {
        return "openai";
    }

    @Override
    public EmbeddingRequest readRequest(RawJson body, LossReport loss) {
        Members request = Members.of(body, "");
        request.ignore("model");
        List<Input> inputs = inputs(request.required(INPUT, EXPECTED_INPUT));
        EmbeddingRequest read = new EmbeddingRequest(
                inputs,
                request.count("dimensions", "a whole number from 1"),
                Set.of(encoding(request.text("encoding_format"))),
                purpose(request.text("input_type")),
                null,
                request.text("user"));
        request.reportRest(loss);
        return read;
    }

    private static List<Input> inputs(RawJson input) {
        if (input.first() == '"') {
            return List.of(Text.of(Members.text(input, INPUT)));
        }
        if (input.first() != '[') {
            throw Refusal.of(INPUT, input, EXPECTED_INPUT);
        }
        List<RawJson> elements = Members.elements(input, INPUT, "an array");
        if (elements.isEmpty()) {
            throw Refusal.of(INPUT, "an empty array", "1 or more inputs");
        }
        if (isNumber(elements.get(0))) {
            requireNumbers(elements);
            return List.of(new Tokens(input));
        }
        List<Input> inputs = new ArrayList<>(elements.size());
        for (RawJson element : elements) {
            if (element.first() == '"') {
                inputs.add(Text.of(Members.text(element, INPUT)));
            } else {
                requireNumbers(Members.elements(element, INPUT, "an array"));
                inputs.add(new Tokens(element));
            }
        }
        return inputs;
    }

    private static void requireNumbers(List<RawJson> tokens) {
        for (RawJson token : tokens) {
            if (!isNumber(token)) {
                throw Refusal.of(INPUT, token, EXPECTED_INPUT);
            }
        }
    }

    private static boolean isNumber(RawJson value) {
        return value.first() >= '0' && value.first() <= '9';
    }

    private static Encoding encoding(@Nullable EscapedText format) {
        if (format == null || format.is("float")) {
            return Encoding.FLOAT;
        }
        if (format.is("base64")) {
            return Encoding.BASE64;
        }
        throw Refusal.of("encoding_format", format.decode(), "float or base64");
    }

    private static @Nullable Purpose purpose(@Nullable EscapedText type) {
        if (type == null) {
            return null;
        }
        return switch (type.decode()) {
            case "query", "search_query" -> Purpose.QUERY;
            case "document", "passage", "search_document" -> Purpose.DOCUMENT;
            case "classification" -> Purpose.CLASSIFICATION;
            case "clustering" -> Purpose.CLUSTERING;
            default -> throw Refusal.of("input_type", type.decode(), "query, document, classification or clustering");
        };
    }

    @Override
    public void writeRequest(EmbeddingRequest asked, ModelTarget target, JsonWriter out, LossReport loss) {
        out.beginObject().name("model").string(target.model());
        out.name(INPUT).beginArray();
        for (Input input : asked.inputs()) {
            if (input instanceof Text text) {
                Inputs.dropTitle(text, loss);
                Inputs.write(text, out);
            } else if (input instanceof Tokens tokens) {
                out.raw(tokens.numbers());
            }
        }
        out.endArray();
        String dimensions = target.nameOf("dimensions");
        if (asked.dimensions() > 0 && dimensions.isEmpty()) {
            loss.dropped("dimensions");
        } else if (asked.dimensions() > 0) {
            out.name(dimensions).number(asked.dimensions());
        }
        EscapedText user = asked.user();
        if (user != null && target.nameOf("user").isEmpty()) {
            loss.dropped("user");
        } else if (user != null) {
            out.name("user").text(user);
        }
        Inputs.dropPurpose(asked, loss);
        Inputs.dropTruncation(asked, loss);
        out.endObject();
    }

    @Override
    public EmbeddingAnswer readAnswer(RawJson body, EmbeddingRequest asked) {
        Members answer = Members.of(body, "");
        List<Members> data = answer.objects("data");
        @Nullable RawJson[] vectors = new RawJson[data.size()];
        int next = 0;
        for (Members item : data) {
            RawJson index = item.take("index");
            long at = index == null ? next : index.toCount();
            if (at < 0 || at >= vectors.length || vectors[(int) at] != null) {
                throw BrokenAnswer.of("data.index: " + at + " (expected: each from 0 to " + (vectors.length - 1) + ")");
            }
            RawJson vector = item.required("embedding", "an array of numbers");
            vectors[(int) at] = vector.first() == '"' ? Floats.numbers(Members.text(vector, "data.embedding")) : vector;
            next++;
        }
        Members usage = answer.object("usage");
        return EmbeddingAnswer.of(List.of(vectors), asked.inputs().size(), usage == null ? -1 : tokens(usage));
    }

    /** Some have the one, some the other (Voyage). */
    private static long tokens(Members usage) {
        RawJson prompt = usage.take("prompt_tokens");
        RawJson counted = prompt == null ? usage.take("total_tokens") : prompt;
        return counted == null ? EmbeddingAnswer.UNKNOWN : counted.toCount();
    }

    @Override
    public void writeAnswer(EmbeddingRequest asked, EmbeddingAnswer answer, Labels labels, JsonWriter out) {
        boolean isText = asked.encodings().contains(Encoding.BASE64);
        out.beginObject().name("object").string("list").name("data").beginArray();
        for (int i = 0; i < answer.vectors().size(); i++) {
            RawJson vector = answer.vectors().get(i);
            out.beginObject().name("object").string("embedding").name("index").number(i);
            out.name("embedding");
            if (isText) {
                out.beginString().part(Floats.base64(vector)).endString();
            } else {
                out.raw(vector);
            }
            out.endObject();
        }
        out.endArray().name("model").string(labels.model());
        out.name("usage").beginObject();
        out.name("prompt_tokens").number(answer.told());
        out.name("total_tokens").number(answer.told());
        out.endObject().endObject();
    }
}
