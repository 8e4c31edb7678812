package io.penstock.dialect.request;

import io.penstock.codec.json.BytePatch;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonPaths;
import io.penstock.codec.json.JsonText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request of which the places are told by paths from its top: where the output is bounded, where an image may be, and where labels
 * of other dialects' state may be, which go. A dialect is the table of its paths, and what it calls an image.
 */
public abstract class MessageScan extends JsonRequestScan {
    /** A bound of the output, where it is a number. */
    protected static final int OUTPUT_TOKENS = 0;
    /** The word for what a part is. */
    protected static final int TYPE = 1;
    /** A member that only an image has. */
    protected static final int IMAGE = 2;
    /** The id of a call, which may carry state behind it. */
    protected static final int ID = 3;
    /** State in a field of its own. */
    protected static final int STATE = 4;
    /** An element that goes with the state in it, if that is another dialect's. */
    protected static final int ELEMENT = 5;
    /** A list of such elements. */
    protected static final int LIST = 6;
    /** The first code that means nothing here. */
    static final int OTHERS = 7;

    private final JsonPaths.Walk walk;
    private long start;
    private boolean hasImages;
    private @Nullable LabelEdits labels;

    /** A scan for these places; codes from {@link #OTHERS} on are the subclass's. */
    protected MessageScan(JsonPaths places) {
        this.walk = new JsonPaths.Walk(places);
    }

    /** Whether a part of that type is an image. */
    protected boolean isImage(JsonText type) {
        return false;
    }

    /** Whether {@link #IMAGE} is one when that stands there. */
    protected boolean isImage(JsonKind kind) {
        return kind != JsonKind.NULL;
    }

    /** What stands in a {@link #LIST} that would have no element left, as JSON. */
    protected String filler() {
        return "";
    }

    /** Which place the value is at that has started or ended last. */
    protected final int place() {
        return walk.code();
    }

    @Override
    public final boolean hasImages() {
        return hasImages;
    }

    @Override
    protected void addEdits(List<BytePatch.Edit> edits, String upstreamModel, boolean takesStreamOptions) {
        if (labels != null) {
            edits.addAll(labels.edits());
        }
    }

    @Override
    public boolean onStart(int depth, JsonKind kind, long offset) {
        if (depth == 0) {
            requireObject(kind);
        }
        boolean isWanted = walk.onStart(depth, kind);
        start = offset;
        switch (place()) {
            case IMAGE -> hasImages |= isImage(kind);
            case ELEMENT -> labels().onElementStart(offset);
            case LIST -> {
                if (kind == JsonKind.ARRAY) {
                    labels().onListStart();
                }
            }
            default -> {}
        }
        return isWanted && place() != IMAGE;
    }

    @Override
    public void onKey(int depth, JsonText name) {
        walk.onKey(name);
    }

    @Override
    public void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
        walk.onEnd(depth);
        switch (place()) {
            case ELEMENT -> labels().onElementEnd(offset);
            case LIST -> labels().onListEnd(filler());
            default -> onScalar(kind, text, offset);
        }
    }

    private void onScalar(JsonKind kind, JsonText text, long offset) {
        if (place() == OUTPUT_TOKENS) {
            allow(count("output tokens", kind, text));
        } else if (kind == JsonKind.STRING) {
            switch (place()) {
                case TYPE -> hasImages |= isImage(text);
                case ID -> labels().onId(text, start, offset);
                case STATE -> labels().onState(text);
                default -> {}
            }
        }
    }

    /** Made when it is needed: most requests have no place for a label. */
    private LabelEdits labels() {
        LabelEdits made = labels;
        if (made == null) {
            made = new LabelEdits();
            labels = made;
        }
        return made;
    }
}
