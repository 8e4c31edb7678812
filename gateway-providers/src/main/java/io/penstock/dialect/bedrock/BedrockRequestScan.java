package io.penstock.dialect.bedrock;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.BytePatch;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonListener;
import io.penstock.codec.json.JsonRefusal;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.RequestScan;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request of Converse. The model and whether to stream are the URL's to say, so nothing in the body is changed but labels of
 * state. What is merely wrong for the operation ({@code messages} missing) passes: the provider says so better.
 */
final class BedrockRequestScan implements RequestScan, JsonListener {
    private static final JsonKey[] MEMBERS = {JsonKey.of("messages"), JsonKey.of("inferenceConfig")};
    private static final int MESSAGES = 0;
    private static final int CONFIG = 1;
    private static final int NONE = -1;
    private static final JsonKey MAX_TOKENS = JsonKey.of("maxTokens");

    private final JsonScanner scanner = new JsonScanner(this);
    private final MessageSearch messages = new MessageSearch();

    private int member = NONE;
    private boolean isMaxTokens;
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
        return null;
    }

    @Override
    public boolean isStream() {
        return false;
    }

    /** Every stream of the dialect has it. */
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
        return messages.hasImages();
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
        return messages.labels().with(List.of());
    }

    @Override
    public boolean onStart(int depth, JsonKind kind, long offset) {
        if (depth == 0) {
            if (kind != JsonKind.OBJECT) {
                throw invalidJson("a JSON " + kind.name().toLowerCase(Locale.ROOT) + " (expected: an object)");
            }
            return true;
        }
        return switch (member) {
            case MESSAGES -> messages.onStart(depth - 1, kind, offset);
            case CONFIG -> depth == 1 ? kind == JsonKind.OBJECT : isMaxTokens && kind == JsonKind.NUMBER;
            default -> false;
        };
    }

    @Override
    public void onKey(int depth, JsonText name) {
        if (depth == 1) {
            member = name.indexIn(MEMBERS);
        } else if (member == CONFIG) {
            isMaxTokens = name.is(MAX_TOKENS);
        } else {
            messages.onKey(name);
        }
    }

    @Override
    public void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
        if (member == CONFIG && kind == JsonKind.NUMBER) {
            outputTokensMax = Math.max(outputTokensMax, text.toCount());
        } else if (member == MESSAGES && depth > 0) {
            messages.onEnd(depth - 1, kind, text, offset);
        }
    }

    private static FaultException invalidJson(@Nullable String message) {
        return new FaultException(GatewayFault.of(GatewayFault.Kind.INVALID_JSON, "body: " + message));
    }
}
