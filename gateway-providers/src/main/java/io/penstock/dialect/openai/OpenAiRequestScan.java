package io.penstock.dialect.openai;

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
import io.penstock.dialect.Operation;
import io.penstock.dialect.RequestScan;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request of any of OpenAI's JSON operations. A member that decides where the request goes, and that parsers differ on when it
 * stands there twice, is refused the second time. What is merely wrong for the operation ({@code messages} missing) passes: the
 * provider says so better.
 */
final class OpenAiRequestScan implements RequestScan, JsonListener {
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("model"),
        JsonKey.of("stream"),
        JsonKey.of("stream_options"),
        JsonKey.of("messages"),
        JsonKey.of("input"),
        JsonKey.of("max_tokens"),
        JsonKey.of("max_completion_tokens"),
        JsonKey.of("max_output_tokens"),
        JsonKey.of("n")
    };
    private static final int MODEL = 0;
    private static final int STREAM = 1;
    private static final int STREAM_OPTIONS = 2;
    private static final int MESSAGES = 3;
    private static final int INPUT = 4;
    private static final int CHOICES = 8;
    private static final JsonKey INCLUDE_USAGE = JsonKey.of("include_usage");
    private static final int NONE = -1;

    private final JsonScanner scanner = new JsonScanner(this);
    private final MessageSearch messages = new MessageSearch();
    private final RequestPatch patch;

    private int member = NONE;
    private int seen;
    private boolean isIncludeUsage;
    private @Nullable String model;
    private boolean isStream;
    private boolean isUsageWanted;
    private long outputTokensMax;
    private long choices = 1;

    OpenAiRequestScan(Operation operation) {
        this.patch = new RequestPatch(operation == Operation.CHAT || operation == Operation.COMPLETIONS);
    }

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

    @Override
    public boolean isUsageWanted() {
        return isUsageWanted;
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
        return choices;
    }

    @Override
    public BytePatch patch(String upstreamModel, boolean takesStreamOptions) {
        return messages.labels()
                .with(patch.of(upstreamModel.equals(model) ? null : upstreamModel, takesStreamOptions, isStream));
    }

    @Override
    public boolean onStart(int depth, JsonKind kind, long offset) {
        if (depth == 0) {
            if (kind != JsonKind.OBJECT) {
                throw invalidJson("a JSON " + kind.name().toLowerCase(Locale.ROOT) + " (expected: an object)");
            }
            patch.onBodyStart(offset);
            return true;
        }
        if (depth == 1) {
            return onTopStart(kind, offset);
        }
        if (member != STREAM_OPTIONS) {
            return messages.onStart(depth - 1, kind, offset);
        }
        if (depth == 2 && isIncludeUsage) {
            options().onIncludeUsageStart(offset);
        }
        return false;
    }

    private boolean onTopStart(JsonKind kind, long offset) {
        switch (member) {
            case MODEL -> {
                if (kind != JsonKind.STRING) {
                    throw invalid("model: not a string (expected: the name of a model)", "model");
                }
                patch.onModelStart(offset);
                return true;
            }
            case STREAM -> {
                if (kind != JsonKind.TRUE && kind != JsonKind.FALSE && kind != JsonKind.NULL) {
                    throw invalid("stream: not a boolean (expected: true or false)", "stream");
                }
                isStream = kind == JsonKind.TRUE;
                return false;
            }
            case STREAM_OPTIONS -> {
                options().onStart(kind, offset);
                return kind == JsonKind.OBJECT;
            }
            case MESSAGES, INPUT -> {
                return messages.onStart(0, kind, offset);
            }
            default -> {
                return member != NONE && kind == JsonKind.NUMBER;
            }
        }
    }

    @Override
    public void onKey(int depth, JsonText name) {
        if (depth == 1) {
            onTopKey(name);
        } else if (member == STREAM_OPTIONS) {
            isIncludeUsage = name.is(INCLUDE_USAGE);
            if (isIncludeUsage && options().hasIncludeUsage()) {
                throw twice("stream_options.include_usage");
            }
            options().onMember();
        } else {
            messages.onKey(name);
        }
    }

    private void onTopKey(JsonText name) {
        patch.onMember(scanner.separatorOffset());
        isIncludeUsage = false;
        member = name.indexIn(MEMBERS);
        if (member == NONE) {
            return;
        }
        boolean isSecond = (seen & (1 << member)) != 0;
        seen |= 1 << member;
        if (isSecond && member <= STREAM_OPTIONS) {
            throw twice(MEMBERS[member].toString());
        }
        if (member == STREAM_OPTIONS) {
            patch.onOptionsName(scanner.separatorOffset());
        }
    }

    @Override
    public void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
        if (depth == 1) {
            onTopEnd(kind, text, offset);
        } else if (member == STREAM_OPTIONS && isIncludeUsage && depth == 2) {
            isUsageWanted = kind == JsonKind.TRUE;
            options().onIncludeUsageEnd(kind, offset);
        } else if (depth > 1) {
            messages.onEnd(depth - 1, kind, text, offset);
        }
    }

    private void onTopEnd(JsonKind kind, JsonText text, long offset) {
        switch (member) {
            case MODEL -> {
                requireName(text);
                model = text.toString();
                patch.onModelEnd(offset);
            }
            case STREAM -> patch.onStreamEnd(offset);
            case STREAM_OPTIONS -> options().onEnd(offset);
            case CHOICES -> choices = kind == JsonKind.NUMBER ? Math.max(1, text.toCount()) : choices;
            default -> {
                if (member > INPUT && kind == JsonKind.NUMBER) {
                    outputTokensMax = Math.max(outputTokensMax, text.toCount());
                }
            }
        }
    }

    private StreamOptions options() {
        return Objects.requireNonNull(patch.options());
    }

    private static void requireName(JsonText text) {
        if (text.hasUnprintable()) {
            throw invalid("model: holds a control character (expected: the name of a model)", "model");
        }
        if (!text.isWhole()) {
            throw invalid("model: too long (expected: at most " + JsonText.BYTES_MAX + " bytes)", "model");
        }
    }

    private static FaultException twice(String name) {
        return invalid(name + ": given twice (expected: once, as parsers differ on which one counts)", name);
    }

    private static FaultException invalid(String message, String param) {
        return new FaultException(GatewayFault.of(GatewayFault.Kind.INVALID_REQUEST, message, param));
    }

    private static FaultException invalidJson(@Nullable String message) {
        return new FaultException(GatewayFault.of(GatewayFault.Kind.INVALID_JSON, "body: " + message));
    }
}
