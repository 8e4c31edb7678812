package io.penstock.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.BytePatch;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonStrings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a request must be changed on its way up: the ranges of what stands there, and the edits that follow from them. */
final class RequestPatch {
    private static final String ASK = "\"include_usage\":true";
    private static final long NOWHERE = -1;
    private static final Comparator<BytePatch.Edit> IN_ORDER = Comparator.comparingLong(BytePatch.Edit::start);

    private final boolean isUsageAskable;

    private int members;
    private boolean hasOptions;
    private long modelStart = NOWHERE;
    private long modelEnd = NOWHERE;
    private long streamEnd = NOWHERE;
    /** The brace or comma before the options, and the comma behind them. */
    private long beforeOptions = NOWHERE;

    private long behindOptions = NOWHERE;
    private JsonKind optionsKind = JsonKind.NULL;
    private long optionsStart = NOWHERE;
    private long optionsEnd = NOWHERE;
    private JsonKind includeKind = JsonKind.NULL;
    private long includeStart = NOWHERE;
    private long includeEnd = NOWHERE;
    /** Behind the body's opening brace: a member is put in there. */
    private long firstInside = NOWHERE;

    /**
     * A patch of one request.
     *
     * @param isUsageAskable whether the operation knows {@code stream_options.include_usage}
     */
    RequestPatch(boolean isUsageAskable) {
        this.isUsageAskable = isUsageAskable;
    }

    void onBodyStart(long offset) {
        firstInside = offset + 1;
    }

    /** A member begins behind the brace or comma at {@code separator}. */
    void onMember(long separator) {
        members++;
        if (optionsEnd != NOWHERE && behindOptions == NOWHERE) {
            behindOptions = separator;
        }
    }

    /** The member that has begun is the options. */
    void onOptionsName(long separator) {
        beforeOptions = separator;
    }

    void onModelStart(long offset) {
        modelStart = offset;
    }

    void onModelEnd(long offset) {
        modelEnd = offset;
    }

    void onStreamEnd(long offset) {
        streamEnd = offset;
    }

    void onOptionsStart(JsonKind kind, long offset) {
        optionsKind = kind;
        optionsStart = offset;
    }

    void onOption() {
        hasOptions = true;
    }

    void onOptionsEnd(long offset) {
        optionsEnd = offset;
    }

    void onIncludeUsageStart(long offset) {
        includeStart = offset;
    }

    boolean hasIncludeUsage() {
        return includeStart != NOWHERE;
    }

    void onIncludeUsageEnd(JsonKind kind, long offset) {
        includeKind = kind;
        includeEnd = offset;
    }

    /**
     * The edits: the model's name replaced by one that is not null, and of a stream the usage event asked for where it can be; or the
     * options taken out, for a provider that refuses them.
     */
    BytePatch of(@Nullable String model, boolean takesOptions, boolean isStream) {
        List<BytePatch.Edit> edits = new ArrayList<>(2);
        boolean isTakenOut = !takesOptions && beforeOptions != NOWHERE;
        if (model != null) {
            edits.add(modelEdit(model, isTakenOut ? members - 1 : members));
        }
        if (isTakenOut) {
            edits.add(optionsTakenOut());
        } else if (takesOptions && isStream && isUsageAskable) {
            BytePatch.Edit edit = usageEdit();
            if (edit != null) {
                edits.add(edit);
            }
        }
        edits.sort(IN_ORDER);
        return edits.isEmpty() ? BytePatch.NONE : new BytePatch(edits);
    }

    private BytePatch.Edit modelEdit(String model, int others) {
        ByteBuf name = Unpooled.buffer(model.length() + 16);
        if (modelStart != NOWHERE) {
            JsonStrings.write(model, name);
            return new BytePatch.Edit(modelStart, modelEnd, name);
        }
        name.writeCharSequence("\"model\":", StandardCharsets.US_ASCII);
        JsonStrings.write(model, name);
        if (others > 0) {
            name.writeByte(',');
        }
        return new BytePatch.Edit(firstInside, firstInside, name);
    }

    /** The member goes with the comma before it, or, where it is the first, with the one behind it. */
    private BytePatch.Edit optionsTakenOut() {
        if (beforeOptions >= firstInside) {
            return BytePatch.Edit.of(beforeOptions, optionsEnd, "");
        }
        return BytePatch.Edit.of(firstInside, behindOptions == NOWHERE ? optionsEnd : behindOptions + 1, "");
    }

    /** Null where the event is asked for already, or where what stands there is for the provider to refuse. */
    private BytePatch.@Nullable Edit usageEdit() {
        if (optionsStart == NOWHERE) {
            return BytePatch.Edit.of(streamEnd, streamEnd, ",\"stream_options\":{" + ASK + "}");
        }
        if (optionsKind == JsonKind.NULL) {
            return BytePatch.Edit.of(optionsStart, optionsEnd, "{" + ASK + "}");
        }
        if (optionsKind != JsonKind.OBJECT) {
            return null;
        }
        if (includeStart == NOWHERE) {
            return BytePatch.Edit.of(optionsStart + 1, optionsStart + 1, hasOptions ? ASK + "," : ASK);
        }
        return includeKind == JsonKind.FALSE || includeKind == JsonKind.NULL
                ? BytePatch.Edit.of(includeStart, includeEnd, "true")
                : null;
    }
}
