package io.penstock.dialect.responses;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.BytePatch;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonListener;
import io.penstock.codec.json.JsonRefusal;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.JsonStrings;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.RequestScan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request for a response. A member that decides where the request goes is refused the second time: parsers differ on which one
 * counts. What is merely wrong for the operation ({@code input} missing) passes: the provider says so better.
 */
final class ResponsesRequestScan implements RequestScan, JsonListener {
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("model"), JsonKey.of("stream"), JsonKey.of("max_output_tokens"), JsonKey.of("input")
    };
    private static final int MODEL = 0;
    private static final int STREAM = 1;
    private static final int MAX_OUTPUT_TOKENS = 2;
    private static final int INPUT = 3;
    private static final int NONE = -1;
    private static final long NOWHERE = -1;

    private final JsonScanner scanner = new JsonScanner(this);
    private final InputSearch items = new InputSearch();

    private int member = NONE;
    private int seen;
    private boolean hasMembers;
    private long modelStart = NOWHERE;
    private long modelEnd = NOWHERE;
    /** Behind the body's opening brace: a member is put in there. */
    private long firstInside;

    private @Nullable String model;
    private boolean isStream;
    private long outputTokensMax;

    @Override
    public void onBody(ByteBuf buffer, int start, int end) {
        try {
            scanner.feed(buffer, start, end);
        } catch (JsonRefusal refusal) {
            throw invalidJson(refusal.getMessage());
        }
    }

    @Override
    public void onEnd() {
        try {
            scanner.finish();
        } catch (JsonRefusal refusal) {
            throw invalidJson(refusal.getMessage());
        }
    }

    @Override
    public @Nullable String model() {
        return model;
    }

    @Override
    public boolean isStream() {
        return isStream;
    }

    /** Every stream of the dialect has it, in its last event. */
    @Override
    public boolean isUsageWanted() {
        return true;
    }

    @Override
    public boolean canFlow() {
        return false;
    }

    @Override
    public boolean hasImages() {
        return items.hasImages();
    }

    @Override
    public long outputTokensMax() {
        return outputTokensMax;
    }

    @Override
    public long choices() {
        return 1;
    }

    @Override
    public BytePatch patch(String upstreamModel, boolean askUsage) {
        return items.labels().with(upstreamModel.equals(model) ? List.of() : List.of(modelEdit(upstreamModel)));
    }

    private BytePatch.Edit modelEdit(String upstreamModel) {
        ByteBuf name = Unpooled.buffer(upstreamModel.length() + 16);
        if (modelStart != NOWHERE) {
            JsonStrings.write(upstreamModel, name);
            return new BytePatch.Edit(modelStart, modelEnd, name);
        }
        name.writeCharSequence("\"model\":", StandardCharsets.US_ASCII);
        JsonStrings.write(upstreamModel, name);
        if (hasMembers) {
            name.writeByte(',');
        }
        return new BytePatch.Edit(firstInside, firstInside, name);
    }

    @Override
    public boolean onStart(int depth, JsonKind kind, long offset) {
        if (depth == 0) {
            if (kind != JsonKind.OBJECT) {
                throw invalidJson("a JSON " + kind.name().toLowerCase(Locale.ROOT) + " (expected: an object)");
            }
            firstInside = offset + 1;
            return true;
        }
        return depth == 1 ? onTopStart(kind, offset) : items.onStart(depth - 1, kind, offset);
    }

    private boolean onTopStart(JsonKind kind, long offset) {
        return switch (member) {
            case MODEL -> {
                if (kind != JsonKind.STRING) {
                    throw invalid("model: not a string (expected: the name of a model)", "model");
                }
                modelStart = offset;
                yield true;
            }
            case STREAM -> {
                if (kind != JsonKind.TRUE && kind != JsonKind.FALSE && kind != JsonKind.NULL) {
                    throw invalid("stream: not a boolean (expected: true or false)", "stream");
                }
                isStream = kind == JsonKind.TRUE;
                yield false;
            }
            case MAX_OUTPUT_TOKENS -> kind == JsonKind.NUMBER;
            // Of an object, which is no input, the members would be taken for items.
            case INPUT -> kind == JsonKind.ARRAY && items.onStart(0, kind, offset);
            default -> false;
        };
    }

    @Override
    public void onKey(int depth, JsonText name) {
        if (depth > 1) {
            items.onKey(name);
            return;
        }
        hasMembers = true;
        member = name.indexIn(MEMBERS);
        if (member == NONE) {
            return;
        }
        boolean isSecond = (seen & (1 << member)) != 0;
        seen |= 1 << member;
        if (isSecond && member != MAX_OUTPUT_TOKENS) {
            String twice = MEMBERS[member].toString();
            throw invalid(twice + ": given twice (expected: once, as parsers differ on which one counts)", twice);
        }
    }

    @Override
    public void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
        if (depth > 1) {
            items.onEnd(depth - 1, kind, text, offset);
        } else if (depth == 1) {
            onTopEnd(kind, text, offset);
        }
    }

    private void onTopEnd(JsonKind kind, JsonText text, long offset) {
        switch (member) {
            case MODEL -> {
                requireName(text);
                model = text.toString();
                modelEnd = offset;
            }
            case MAX_OUTPUT_TOKENS -> {
                if (kind == JsonKind.NUMBER) {
                    outputTokensMax = Math.max(outputTokensMax, text.toCount());
                }
            }
            case INPUT -> items.onEnd(0, kind, text, offset);
            default -> {}
        }
    }

    private static void requireName(JsonText text) {
        if (text.hasUnprintable()) {
            throw invalid("model: holds a control character (expected: the name of a model)", "model");
        }
        if (!text.isWhole()) {
            throw invalid("model: too long (expected: at most " + JsonText.BYTES_MAX + " bytes)", "model");
        }
    }

    private static FaultException invalid(String message, String param) {
        return new FaultException(GatewayFault.of(GatewayFault.Kind.INVALID_REQUEST, message, param));
    }

    private static FaultException invalidJson(@Nullable String message) {
        return new FaultException(GatewayFault.of(GatewayFault.Kind.INVALID_JSON, "body: " + message));
    }
}
