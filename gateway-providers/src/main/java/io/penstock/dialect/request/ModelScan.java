package io.penstock.dialect.request;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.BytePatch;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonPaths;
import io.penstock.codec.json.JsonStrings;
import io.penstock.codec.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request whose members say which model, and whether to stream. Either is refused the second time: parsers differ on which one
 * counts. What is merely wrong for the operation (no messages) passes: the provider says so better.
 */
public abstract class ModelScan extends MessageScan {
    /** The name of the model. */
    protected static final int MODEL = OTHERS;
    /** Whether to stream. */
    protected static final int STREAM = OTHERS + 1;
    /** The first code that is the dialect's own. */
    protected static final int OWN = OTHERS + 2;

    private static final long NOWHERE = -1;
    private static final String A_MODEL = "the name of a model";

    /** Behind the body's opening brace: a member is put in there. */
    private long firstInside;

    private int members;
    private @Nullable String model;
    private long modelStart = NOWHERE;
    private long modelEnd = NOWHERE;
    private boolean isStream;
    private long streamEnd = NOWHERE;

    /** A scan for these places, {@link #MODEL} and {@link #STREAM} among them. */
    protected ModelScan(JsonPaths places) {
        super(places);
    }

    @Override
    public final @Nullable String model() {
        return model;
    }

    @Override
    public final boolean isStream() {
        return isStream;
    }

    /** Behind the body's opening brace. */
    protected final long firstInside() {
        return firstInside;
    }

    /** Behind the member that says whether to stream. */
    protected final long streamEnd() {
        return streamEnd;
    }

    /** How many of the body's members are left when it goes up. */
    protected int membersLeft(boolean takesStreamOptions) {
        return members;
    }

    @Override
    protected void addEdits(List<BytePatch.Edit> edits, String upstreamModel, boolean takesStreamOptions) {
        super.addEdits(edits, upstreamModel, takesStreamOptions);
        if (!upstreamModel.equals(model)) {
            edits.add(modelEdit(upstreamModel, membersLeft(takesStreamOptions) > 0));
        }
    }

    private BytePatch.Edit modelEdit(String upstreamModel, boolean hasOthers) {
        ByteBuf name = Unpooled.buffer(upstreamModel.length() + 16);
        if (modelStart != NOWHERE) {
            JsonStrings.write(upstreamModel, name);
            return new BytePatch.Edit(modelStart, modelEnd, name);
        }
        name.writeCharSequence("\"model\":", StandardCharsets.US_ASCII);
        JsonStrings.write(upstreamModel, name);
        if (hasOthers) {
            name.writeByte(',');
        }
        return new BytePatch.Edit(firstInside, firstInside, name);
    }

    @Override
    public void onKey(int depth, JsonText name) {
        super.onKey(depth, name);
        if (depth == 1) {
            members++;
        }
    }

    @Override
    public boolean onStart(int depth, JsonKind kind, long offset) {
        if (depth == 0) {
            firstInside = offset + 1;
        }
        boolean isWanted = super.onStart(depth, kind, offset);
        switch (place()) {
            case MODEL -> onModelStart(kind, offset);
            case STREAM -> onStreamStart(kind);
            default -> {}
        }
        return isWanted;
    }

    private void onModelStart(JsonKind kind, long offset) {
        if (modelStart != NOWHERE) {
            throw twice("model");
        }
        if (kind != JsonKind.STRING) {
            throw Refusal.of("model", "not a string", A_MODEL);
        }
        modelStart = offset;
    }

    private void onStreamStart(JsonKind kind) {
        if (streamEnd != NOWHERE) {
            throw twice("stream");
        }
        if (kind != JsonKind.TRUE && kind != JsonKind.FALSE && kind != JsonKind.NULL) {
            throw Refusal.of("stream", "not a boolean", "true or false");
        }
        isStream = kind == JsonKind.TRUE;
    }

    @Override
    public void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
        super.onEnd(depth, kind, text, offset);
        switch (place()) {
            case MODEL -> {
                model = named(text);
                modelEnd = offset;
            }
            case STREAM -> streamEnd = offset;
            default -> {}
        }
    }

    private static String named(JsonText text) {
        if (text.hasUnprintable()) {
            throw Refusal.of("model", "holds a control character", A_MODEL);
        }
        if (!text.isWhole()) {
            throw Refusal.of("model", "too long", "at most " + JsonText.BYTES_MAX + " bytes");
        }
        return text.toString();
    }
}
