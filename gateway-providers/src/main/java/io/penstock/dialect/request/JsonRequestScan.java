package io.penstock.dialect.request;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.BytePatch;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonListener;
import io.penstock.codec.json.JsonRefusal;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.RequestScan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request that is one JSON object, and hears as {@link JsonListener} of what the dialect asks for. Says what is true of most
 * dialects: the URL names the model and whether to stream, usage comes unasked, there is one choice.
 */
public abstract class JsonRequestScan implements RequestScan, JsonListener {
    private static final Comparator<BytePatch.Edit> IN_ORDER = Comparator.comparingLong(BytePatch.Edit::start);

    private final JsonScanner scanner = new JsonScanner(this);
    private long outputTokensMax;

    /** A scan of one body. */
    protected JsonRequestScan() {}

    @Override
    public final void onBody(ByteBuf buffer, int start, int end) {
        try {
            scanner.feed(buffer, start, end);
        } catch (JsonRefusal refusal) {
            throw invalidJson(refusal.getMessage());
        }
    }

    @Override
    public final void onEnd() {
        try {
            scanner.finish();
        } catch (JsonRefusal refusal) {
            throw invalidJson(refusal.getMessage());
        }
    }

    @Override
    public @Nullable String model() {
        return null;
    }

    @Override
    public boolean isStream() {
        return false;
    }

    @Override
    public boolean isUsageWanted() {
        return true;
    }

    @Override
    public final boolean canFlow() {
        return false;
    }

    @Override
    public final long outputTokensMax() {
        return outputTokensMax;
    }

    @Override
    public long choices() {
        return 1;
    }

    @Override
    public final int values() {
        return scanner.values();
    }

    @Override
    public final BytePatch patch(String upstreamModel, boolean takesStreamOptions) {
        List<BytePatch.Edit> edits = new ArrayList<>(2);
        addEdits(edits, upstreamModel, takesStreamOptions);
        if (edits.isEmpty()) {
            return BytePatch.NONE;
        }
        edits.sort(IN_ORDER);
        return new BytePatch(edits);
    }

    /** Adds what {@link #patch} consists of, in any order. */
    protected abstract void addEdits(List<BytePatch.Edit> edits, String upstreamModel, boolean takesStreamOptions);

    /** The value at the top begins, which no dialect takes unless it is an object. */
    protected static void requireObject(JsonKind kind) {
        if (kind != JsonKind.OBJECT) {
            throw invalidJson("a JSON " + kind.name().toLowerCase(Locale.ROOT) + " (expected: an object)");
        }
    }

    /** A bound of the output that the caller names; of several the largest counts. */
    protected final void allow(long outputTokens) {
        outputTokensMax = Math.max(outputTokensMax, outputTokens);
    }

    /**
     * A count at a place where limits look, of the words {@code what}; -1 for none. A string counts as the number in it, which lenient readers
     * and those of protobuf's JSON take it for; one that only some of them would take is refused.
     */
    protected static long count(String what, JsonKind kind, JsonText text) {
        if (kind != JsonKind.NUMBER && kind != JsonKind.STRING) {
            return -1;
        }
        if (!text.isWhole()) {
            throw Refusal.of(what, "a very long number", "a whole number");
        }
        if (kind == JsonKind.STRING && !text.toString().chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw Refusal.of(what, "a string", "a whole number");
        }
        return text.toCount();
    }

    /** Where the brace or comma stands before the member whose name or value has begun. */
    protected final long separatorOffset() {
        return scanner.separatorOffset();
    }

    /** A member that decides something stands there a second time, which parsers differ on. */
    protected static FaultException twice(String name) {
        return Refusal.of(name, "given twice", "once, as parsers differ on which one counts");
    }

    private static FaultException invalidJson(@Nullable String message) {
        return new FaultException(GatewayFault.of(GatewayFault.Kind.INVALID_JSON, "body: " + message));
    }
}
