package io.penstock.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.BytePatch;
import io.penstock.codec.json.JsonStrings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a request must be changed on its way up: the ranges of what stands there, and the edits that follow from them. */
final class RequestPatch {
    private static final long NOWHERE = -1;

    private final boolean isUsageAskable;

    private int members;
    private @Nullable StreamOptions options;
    private long modelStart = NOWHERE;
    private long modelEnd = NOWHERE;
    private long streamEnd = NOWHERE;
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
        if (options != null) {
            options.onNext(separator);
        }
    }

    /** The member that has begun is the options. */
    void onOptionsName(long separator) {
        options = new StreamOptions(separator);
    }

    /** The options; null while there are none. */
    @Nullable
    StreamOptions options() {
        return options;
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

    /**
     * The edits: the model's name replaced by one that is not null, and of a stream the usage event asked for where it can be; or the
     * options taken out, for a provider that refuses them.
     */
    List<BytePatch.Edit> of(@Nullable String model, boolean takesOptions, boolean isStream) {
        List<BytePatch.Edit> edits = new ArrayList<>(2);
        StreamOptions given = options;
        boolean isTakenOut = !takesOptions && given != null;
        if (model != null) {
            edits.add(modelEdit(model, isTakenOut ? members - 1 : members));
        }
        if (given != null && !takesOptions) {
            edits.add(given.takenOut(firstInside));
        } else if (takesOptions && isStream && isUsageAskable) {
            BytePatch.Edit edit = given == null
                    ? BytePatch.Edit.of(streamEnd, streamEnd, ",\"stream_options\":{" + StreamOptions.ASK + "}")
                    : given.asking();
            if (edit != null) {
                edits.add(edit);
            }
        }
        return edits;
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
}
