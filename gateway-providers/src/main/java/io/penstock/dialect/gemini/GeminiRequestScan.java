package io.penstock.dialect.gemini;

import io.penstock.codec.json.BytePatch;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.gemini.answer.Signature;
import io.penstock.dialect.gemini.request.ModelFamily;
import io.penstock.dialect.gemini.request.Names;
import io.penstock.dialect.request.JsonRequestScan;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a request of generateContent, of countTokens, which may hold one of the former, or of embeddings, which may come as a batch. The
 * model and whether to stream are the URL's to say; a model that the body names all the same is only ever replaced. What is merely wrong
 * for the operation passes: the provider says so better.
 */
final class GeminiRequestScan extends JsonRequestScan {
    private static final JsonKey[] MEMBERS = Names.of(
            "contents", "generationConfig", "generateContentRequest", "model", "systemInstruction", "requests");
    private static final int CONTENTS = 0;
    private static final int CONFIG = 1;
    private static final int INNER_REQUEST = 2;
    private static final int MODEL = 3;
    private static final int REQUESTS = 5;
    private static final JsonKey[] CONFIG_MEMBERS = Names.of("maxOutputTokens", "candidateCount");
    private static final int OUTPUT_TOKENS = 0;
    private static final int CHOICES = 1;
    private static final int NONE = -1;

    private final ContentSearch contents = new ContentSearch();
    private final List<long[]> models = new ArrayList<>(1);

    /** Depth of the members that count: 1, or 2 within an inner request, or 3 within one of a batch. */
    private int top = 1;

    private int member = NONE;
    private int setting = NONE;
    private long modelStart;
    private long choices = 1;

    @Override
    public boolean hasImages() {
        return contents.hasImages();
    }

    @Override
    public long choices() {
        return choices;
    }

    @Override
    protected void addEdits(List<BytePatch.Edit> edits, String upstreamModel, boolean takesStreamOptions) {
        String name = upstreamModel.indexOf('/') < 0 ? "models/" + upstreamModel : upstreamModel;
        for (long[] range : models) {
            edits.add(BytePatch.Edit.of(range[0], range[1], Names.quoted(name)));
        }
        String lost = ModelFamily.of(upstreamModel).isSigned() ? Signature.LOST : "";
        for (long[] range : contents.labelled()) {
            edits.add(BytePatch.Edit.of(range[0], range[1], Names.quoted(lost)));
        }
    }

    @Override
    public boolean onStart(int depth, JsonKind kind, long offset) {
        if (depth == 0) {
            requireObject(kind);
            return true;
        }
        if (depth == 1 && member == INNER_REQUEST) {
            top = 2;
            return kind == JsonKind.OBJECT;
        }
        if (depth == 1 && member == REQUESTS) {
            top = 3;
            return kind == JsonKind.ARRAY;
        }
        if (depth > 1 && depth < top) {
            return kind == JsonKind.OBJECT;
        }
        if (depth > top) {
            return member == CONFIG
                    ? setting != NONE && (kind == JsonKind.NUMBER || kind == JsonKind.STRING)
                    : contents.onStart(depth - top, kind, offset);
        }
        modelStart = offset;
        return switch (member) {
            case CONTENTS -> contents.onStart(0, kind, offset);
            case CONFIG -> kind == JsonKind.OBJECT;
            default -> false;
        };
    }

    @Override
    public void onKey(int depth, JsonText name) {
        if (depth == top || depth == 1) {
            top = depth;
            member = Names.in(name, MEMBERS);
        } else if (member == CONFIG) {
            setting = Names.in(name, CONFIG_MEMBERS);
        } else {
            contents.onKey(name);
        }
    }

    @Override
    public void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
        if (depth == top && member == MODEL) {
            models.add(new long[] {modelStart, offset});
        } else if (depth > top && member == CONFIG) {
            onSetting(kind, text);
        } else if (depth > top && member == CONTENTS) {
            contents.onEnd(depth - top, kind, text, offset);
        }
    }

    private void onSetting(JsonKind kind, JsonText text) {
        if (setting == OUTPUT_TOKENS) {
            allow(count("output tokens", kind, text));
        } else if (setting == CHOICES) {
            choices = Math.max(choices, count("choices", kind, text));
        }
    }
}
