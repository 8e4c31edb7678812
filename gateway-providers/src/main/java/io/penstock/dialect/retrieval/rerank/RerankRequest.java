package io.penstock.dialect.retrieval.rerank;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.retrieval.Question;
import java.util.List;

/**
 * What a client wants ranked.
 *
 * @param query what documents are to be relevant to
 * @param documents one or more
 * @param results how many of the best the client wants; 0 for all
 * @param isDocumentWanted whether each result is to hold its document
 * @param documentTokensMax how much of each document counts; 0 where the client does not say
 */
public record RerankRequest(
        EscapedText query, List<Document> documents, long results, boolean isDocumentWanted, long documentTokensMax)
        implements Question<RerankRequest, RerankAnswer> {

    /**
     * A document.
     *
     * @param text that is ranked
     * @param said the document as the client has it, a string or an object
     */
    public record Document(EscapedText text, RawJson said) {}

    /** Keeps its own copy. */
    public RerankRequest {
        documents = List.copyOf(documents);
    }

    /** Never: scores of two calls need not compare, and the documents that are left out of one would not be known. */
    @Override
    public List<RerankRequest> split(int itemsMax) {
        return List.of(this);
    }

    @Override
    public RerankAnswer join(List<RerankAnswer> parts) {
        return parts.get(0);
    }
}
