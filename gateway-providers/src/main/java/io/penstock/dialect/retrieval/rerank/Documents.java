package io.penstock.dialect.retrieval.rerank;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import io.penstock.dialect.retrieval.rerank.RerankRequest.Document;
import java.util.ArrayList;
import java.util.List;

/** Documents: texts, or objects with a text. */
final class Documents {
    private static final String DOCUMENTS = "documents";

    private Documents() {}

    /** Reads them; what an object has besides its text does not take part in the ranking, and is lost. */
    static List<Document> read(Members request, LossReport loss) {
        List<Document> documents = new ArrayList<>();
        RawJson array = request.required(DOCUMENTS, "an array of texts");
        for (RawJson document : Members.elements(array, DOCUMENTS, "an array")) {
            if (document.isObject()) {
                Members members = Members.of(document, DOCUMENTS + "[" + documents.size() + "]");
                EscapedText text = members.requiredText("text");
                members.reportRest(loss);
                documents.add(new Document(text, document));
            } else {
                documents.add(new Document(Members.text(document, DOCUMENTS + "[" + documents.size() + "]"), document));
            }
        }
        if (documents.isEmpty()) {
            throw Refusal.of(DOCUMENTS, "an empty array", "1 or more documents");
        }
        return documents;
    }

    /** Writes their texts. */
    static void write(RerankRequest asked, JsonWriter out) {
        out.name(DOCUMENTS).beginArray();
        asked.documents().forEach(document -> out.text(document.text()));
        out.endArray();
    }

    /** Writes the document of a result as an object, which is what those that answer with it do. */
    static void write(Document document, JsonWriter out) {
        if (document.said().isObject()) {
            out.raw(document.said());
        } else {
            out.beginObject().name("text").text(document.text()).endObject();
        }
    }

    static void dropTokens(RerankRequest asked, LossReport loss) {
        if (asked.documentTokensMax() > 0) {
            loss.dropped("max_tokens_per_doc");
        }
    }
}
