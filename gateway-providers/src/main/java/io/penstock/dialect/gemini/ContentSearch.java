package io.penstock.dialect.gemini;

import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonPaths;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.gemini.answer.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Looks for what must be seen in {@code contents}: {@code inlineData} or {@code fileData} in a part of theirs, or of what a tool said,
 * whose type is an image's, a film's, or not told; and for signatures that are labelled states of other dialects.
 */
final class ContentSearch extends JsonPaths.Walk {
    private static final int DATA = 0;
    private static final int MIME_TYPE = 1;
    private static final int SIGNATURE = 2;
    private static final JsonPaths PATHS = JsonPaths.of(
            JsonPaths.at(
                    DATA,
                    "[].parts[].inlineData|inline_data",
                    "[].parts[].fileData|file_data",
                    "[].parts[].functionResponse|function_response.parts[].inlineData|inline_data",
                    "[].parts[].functionResponse|function_response.parts[].fileData|file_data"),
            JsonPaths.at(
                    MIME_TYPE,
                    "[].parts[].inlineData|inline_data.mimeType|mime_type",
                    "[].parts[].fileData|file_data.mimeType|mime_type",
                    "[].parts[].functionResponse|function_response.parts[].inlineData|inline_data.mimeType|mime_type",
                    "[].parts[].functionResponse|function_response.parts[].fileData|file_data.mimeType|mime_type"),
            JsonPaths.at(SIGNATURE, "[].parts[].thoughtSignature|thought_signature"));

    private final List<long[]> labelled = new ArrayList<>(0);
    private boolean isSeen;
    private long start;
    private boolean hasImages;

    ContentSearch() {
        super(PATHS);
    }

    boolean hasImages() {
        return hasImages;
    }

    /** Where signatures stand that are none of this dialect's. */
    List<long[]> labelled() {
        return labelled;
    }

    /** A value starts at that depth, the list itself at 0. Says whether its inside, or its text, is wanted. */
    boolean onStart(int depth, JsonKind kind, long offset) {
        boolean isWanted = onStart(depth, kind);
        start = offset;
        if (code() == DATA) {
            isSeen = kind == JsonKind.OBJECT;
        }
        return isWanted;
    }

    /** A value has ended before that byte. */
    void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
        onEnd(depth);
        if (code() == DATA) {
            hasImages |= isSeen && kind == JsonKind.OBJECT;
        } else if (code() == MIME_TYPE && kind == JsonKind.STRING) {
            String type = text.toString().toLowerCase(Locale.ROOT);
            isSeen = !type.startsWith("audio/") && !type.startsWith("text/") && !type.startsWith("application/");
        } else if (code() == SIGNATURE && text.indexOf(Signature.LABELLED) == 0) {
            labelled.add(new long[] {start, offset});
        }
    }
}
