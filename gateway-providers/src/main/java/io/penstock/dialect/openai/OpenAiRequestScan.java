package io.penstock.dialect.openai;

import static io.penstock.codec.json.JsonPaths.at;

import io.penstock.codec.json.BytePatch;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonPaths;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.Operation;
import io.penstock.dialect.request.ModelScan;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request of any of OpenAI's JSON operations. A part is an image by its {@code type}, or by having an {@code image_url}, whichever
 * comes first or at all. State stands behind the ids of calls and nowhere else.
 */
final class OpenAiRequestScan extends ModelScan {
    private static final int STREAM_OPTIONS = OWN;
    private static final int INCLUDE_USAGE = OWN + 1;
    private static final int CHOICES = OWN + 2;
    private static final JsonPaths PLACES = JsonPaths.of(
            at(MODEL, "model"),
            at(STREAM, "stream"),
            at(STREAM_OPTIONS, "stream_options"),
            at(INCLUDE_USAGE, "stream_options.include_usage"),
            at(OUTPUT_TOKENS, "max_tokens", "max_completion_tokens", "max_output_tokens"),
            at(CHOICES, "n", "best_of"),
            at(TYPE, "messages|input[].type", "messages|input[].content[].type", "messages|input[].output[].type"),
            at(
                    IMAGE,
                    "messages|input[].image_url",
                    "messages|input[].content[].image_url",
                    "messages|input[].output[].image_url"),
            at(ID, "messages|input[].tool_calls[].id", "messages|input[].tool_call_id"));
    private static final JsonKey[] IMAGE_PARTS = {JsonKey.of("image_url"), JsonKey.of("input_image")};

    /** Whether the operation knows {@code stream_options.include_usage}. */
    private final boolean isUsageAskable;

    private @Nullable StreamOptions options;
    private long choices = 1;

    OpenAiRequestScan(Operation operation) {
        super(PLACES);
        this.isUsageAskable = operation == Operation.CHAT || operation == Operation.COMPLETIONS;
    }

    @Override
    protected boolean isImage(JsonText type) {
        return type.indexIn(IMAGE_PARTS) >= 0;
    }

    @Override
    public boolean isUsageWanted() {
        return options != null && options.isUsageWanted();
    }

    @Override
    public long choices() {
        return choices;
    }

    @Override
    protected int membersLeft(boolean takesStreamOptions) {
        int members = super.membersLeft(takesStreamOptions);
        return options == null || takesStreamOptions ? members : members - 1;
    }

    @Override
    protected void addEdits(List<BytePatch.Edit> edits, String upstreamModel, boolean takesStreamOptions) {
        super.addEdits(edits, upstreamModel, takesStreamOptions);
        BytePatch.Edit edit = optionsEdit(takesStreamOptions);
        if (edit != null) {
            edits.add(edit);
        }
    }

    /** Of a stream the usage event is asked for where it can be; from a provider that refuses the options they are kept away. */
    private BytePatch.@Nullable Edit optionsEdit(boolean takesStreamOptions) {
        StreamOptions given = options;
        if (!takesStreamOptions) {
            return given == null ? null : given.takenOut(firstInside());
        }
        if (!isStream() || !isUsageAskable) {
            return null;
        }
        return given == null
                ? BytePatch.Edit.of(streamEnd(), streamEnd(), ",\"stream_options\":{" + StreamOptions.ASK + "}")
                : given.asking();
    }

    @Override
    public void onKey(int depth, JsonText name) {
        super.onKey(depth, name);
        if (options != null) {
            options.onKey(depth, separatorOffset());
        }
    }

    @Override
    public boolean onStart(int depth, JsonKind kind, long offset) {
        boolean isWanted = super.onStart(depth, kind, offset);
        if (place() == STREAM_OPTIONS) {
            if (options != null) {
                throw twice("stream_options");
            }
            options = new StreamOptions(separatorOffset(), kind, offset);
        } else if (place() == INCLUDE_USAGE) {
            if (options().hasIncludeUsage()) {
                throw twice("stream_options.include_usage");
            }
            options().onIncludeUsageStart(offset);
        }
        return isWanted;
    }

    @Override
    public void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
        super.onEnd(depth, kind, text, offset);
        switch (place()) {
            case STREAM_OPTIONS -> options().onEnd(offset);
            case INCLUDE_USAGE -> options().onIncludeUsageEnd(kind, offset);
            case CHOICES -> choices = Math.max(choices, count("choices", kind, text));
            default -> {}
        }
    }

    private StreamOptions options() {
        return Objects.requireNonNull(options);
    }
}
