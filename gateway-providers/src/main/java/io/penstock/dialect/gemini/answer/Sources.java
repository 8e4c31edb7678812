package io.penstock.dialect.gemini.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.GenerationEvents.Citation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a text comes from: {@code groundingMetadata}, whose chunks are the pages and whose supports say which piece of the text comes from
 * which of them, and {@code citationMetadata}. Their offsets count bytes and are not told: those that are told count characters.
 */
final class Sources {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> CHUNK_KINDS = List.of("web", "retrievedContext", "maps");

    private Sources() {}

    /** The sources that a note's value holds, in order. */
    static List<Citation> read(Notes notes, int at) {
        JsonNode metadata;
        try {
            metadata = MAPPER.readTree(notes.value(at) instanceof RawJson json ? json.toBytes() : new byte[0]);
        } catch (IOException e) {
            throw Broken.because("groundingMetadata: malformed");
        }
        List<Citation> citations = new ArrayList<>();
        addGrounding(metadata, citations);
        for (String name : List.of("citationSources", "citations")) {
            for (JsonNode source : metadata.path(name)) {
                add(source, null, citations);
            }
        }
        return citations;
    }

    private static void addGrounding(JsonNode metadata, List<Citation> citations) {
        JsonNode chunks = metadata.path("groundingChunks");
        boolean[] isSupported = new boolean[chunks.size()];
        for (JsonNode support : metadata.path("groundingSupports")) {
            JsonNode text = support.path("segment").path("text");
            for (JsonNode index : support.path("groundingChunkIndices")) {
                int chunk = index.asInt(-1);
                if (chunk >= 0 && chunk < isSupported.length) {
                    isSupported[chunk] = true;
                    add(page(chunks.get(chunk)), text(text), citations);
                }
            }
        }
        for (int i = 0; i < isSupported.length; i++) {
            if (!isSupported[i]) {
                add(page(chunks.get(i)), null, citations);
            }
        }
    }

    private static JsonNode page(JsonNode chunk) {
        for (String kind : CHUNK_KINDS) {
            if (chunk.has(kind)) {
                return chunk.path(kind);
            }
        }
        return chunk;
    }

    private static void add(JsonNode page, @Nullable EscapedText quote, List<Citation> citations) {
        EscapedText url = text(page.path("uri"));
        EscapedText title = text(page.path("title"));
        if (url != null || title != null) {
            citations.add(new Citation(url, title, quote, -1, -1));
        }
    }

    private static @Nullable EscapedText text(JsonNode node) {
        return node.isTextual() && !node.textValue().isEmpty() ? EscapedText.of(node.textValue()) : null;
    }
}
