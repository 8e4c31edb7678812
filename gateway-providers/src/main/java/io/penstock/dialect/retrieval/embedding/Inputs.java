package io.penstock.dialect.retrieval.embedding;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.request.Refusal;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Input;
import io.penstock.dialect.retrieval.embedding.EmbeddingRequest.Text;
import java.util.List;

/** Inputs for those that take texts only, and what of a request has no place in many a form. */
final class Inputs {
    private Inputs() {}

    static void dropUser(EmbeddingRequest asked, LossReport loss) {
        if (asked.user() != null) {
            loss.dropped("user");
        }
    }

    static void dropDimensions(EmbeddingRequest asked, LossReport loss) {
        if (asked.dimensions() > 0) {
            loss.dropped("dimensions");
        }
    }

    static void dropPurpose(EmbeddingRequest asked, LossReport loss) {
        if (asked.purpose() != null) {
            loss.dropped("input_type");
        }
    }

    static void dropTruncation(EmbeddingRequest asked, LossReport loss) {
        if (asked.truncation() != null) {
            loss.dropped("truncate");
        }
    }

    static void dropTitle(Text text, LossReport loss) {
        if (text.title() != null) {
            loss.dropped("title");
        }
    }

    /**
     * The input as a text.
     *
     * @throws io.penstock.dialect.FaultException where it is tokens
     */
    static Text text(Input input, ModelTarget target) {
        if (input instanceof Text text) {
            return text;
        }
        throw Refusal.of("input", "an array of tokens", "texts, since " + target.provider() + " takes no tokens");
    }

    /** Writes a text. */
    static void write(Text text, JsonWriter out) {
        out.beginString();
        for (EscapedText part : text.parts()) {
            out.part(part);
        }
        out.endString();
    }

    /** Writes texts for a form that has no titles. */
    static void write(List<Input> inputs, ModelTarget target, JsonWriter out, LossReport loss) {
        out.beginArray();
        for (Input input : inputs) {
            Text text = text(input, target);
            dropTitle(text, loss);
            write(text, out);
        }
        out.endArray();
    }
}
