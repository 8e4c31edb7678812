package io.penstock.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.BytePatch;
import io.penstock.codec.multipart.Boundary;
import io.penstock.codec.multipart.MultipartRefusal;
import io.penstock.codec.multipart.PartHead;
import io.penstock.codec.multipart.PartLimits;
import io.penstock.codec.multipart.PartListener;
import io.penstock.codec.multipart.PartScanner;
import io.penstock.codec.multipart.PartText;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.Operation;
import io.penstock.dialect.RequestScan;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request of OpenAI's operations that take a form: image edits and variations, transcriptions, translations. The model is
 * known as soon as its part has ended, so that a large upload can be routed before its files have come; a second one later is refused
 * all the same.
 */
final class OpenAiMultipartScan implements RequestScan, PartListener {
    private static final String MODEL = "model";
    private static final String STREAM = "stream";
    private static final String PROMPT = "prompt";
    private static final String CHOICES = "n";
    private static final Pattern CHOICES_FORM = Pattern.compile("[0-9]{1,18}");

    private final Operation operation;
    private final Boundary boundary;
    private final PartScanner scanner;

    private String field = "";
    private long contentStart;
    private boolean isEnded;

    private @Nullable String model;
    private long modelStart;
    private long modelEnd;
    private boolean hasStream;
    private boolean isStream;
    private boolean hasImageFile;
    private boolean hasPrompt;
    private long choices = 1;

    /** A scan of one form, which throws where the content type names no boundary. */
    OpenAiMultipartScan(Operation operation, String contentType) {
        this.operation = operation;
        this.boundary = boundary(contentType);
        this.scanner = new PartScanner(boundary, PartLimits.DEFAULT, this);
    }

    private static Boundary boundary(String contentType) {
        try {
            return Boundary.of(contentType);
        } catch (MultipartRefusal refusal) {
            throw invalid(refusal.reason());
        }
    }

    @Override
    public void onBody(ByteBuf buffer, int start, int end) {
        try {
            scanner.feed(buffer, start, end);
        } catch (MultipartRefusal refusal) {
            throw invalid(refusal.reason());
        }
    }

    @Override
    public void onEnd() {
        try {
            scanner.finish();
        } catch (MultipartRefusal refusal) {
            throw invalid(refusal.reason());
        }
        isEnded = true;
        boolean isEdit = operation == Operation.IMAGE_EDITS;
        if ((isEdit || operation == Operation.IMAGE_VARIATIONS) && !hasImageFile) {
            throw invalid("The 'image' file is required.", "image");
        }
        if (isEdit && !hasPrompt) {
            throw invalid("The 'prompt' field is required.", PROMPT);
        }
    }

    @Override
    public boolean onPart(PartHead head, long offset) {
        field = head.name();
        contentStart = offset;
        boolean isDeciding = field.equals(MODEL) || field.equals(STREAM);
        if (head.hasFilename()) {
            if (isDeciding) {
                throw invalid(field + ": a file (expected: a field)", field);
            }
            hasImageFile |= isImage();
            field = "";
            return false;
        }
        // OpenAI's clients name no file where a program gives them bytes; that they say what the bytes are tells it
        // from a field.
        hasImageFile |= head.contentType() != null && isImage();
        if (isDeciding) {
            requirePlainText(head);
            requireFirst();
        }
        return isDeciding || field.equals(PROMPT) || field.equals(CHOICES);
    }

    @Override
    public void onPartEnd(PartText content, long offset) {
        switch (field) {
            case MODEL -> onModel(content, offset);
            case STREAM -> onStream(content);
            case PROMPT -> hasPrompt |= !content.isBlank();
            case CHOICES -> onChoices(content);
            default -> {}
        }
    }

    private boolean isImage() {
        return field.equals("image") || field.equals("image[]");
    }

    /** A charset that is no superset of ASCII would make another name of the same bytes. */
    private void requirePlainText(PartHead head) {
        String type = head.contentType();
        String lower = type == null ? "" : type.toLowerCase(Locale.ROOT);
        if (lower.contains("charset") && !lower.contains("utf-8") && !lower.contains("us-ascii")) {
            throw invalid(field + ": in another charset (expected: UTF-8)", field);
        }
    }

    private void requireFirst() {
        if (field.equals(MODEL) ? model != null : hasStream) {
            throw invalid(field + ": given twice (expected: once, as parsers differ on which one counts)", field);
        }
    }

    private void onModel(PartText content, long offset) {
        String name = content.decode();
        if (!content.isWhole()) {
            throw invalid(
                    "model: too long (expected: at most " + PartLimits.DEFAULT.fieldBytesMax() + " bytes)", MODEL);
        }
        if (name == null || content.hasControl()) {
            throw invalid("model: holds a control character or is no UTF-8 (expected: the name of a model)", MODEL);
        }
        // A prefix may be taken off the name on its way up: what is left must not begin with a delimiter.
        if (name.contains(boundary.delimiter())) {
            throw invalid("model: holds the boundary (expected: the name of a model)", MODEL);
        }
        model = name;
        modelStart = contentStart;
        modelEnd = offset;
    }

    private void onStream(PartText content) {
        String text = content.decode();
        isStream = "true".equalsIgnoreCase(text);
        hasStream = true;
        if (!isStream && !"false".equalsIgnoreCase(text)) {
            throw invalid("stream: not a boolean (expected: true or false)", STREAM);
        }
    }

    /** What a lenient reader could still take for a number is refused, or it would pass the bound. */
    private void onChoices(PartText content) {
        String text = content.decode();
        if (text == null || !CHOICES_FORM.matcher(text).matches()) {
            throw invalid("n: not a count (expected: a whole number)", CHOICES);
        }
        choices = Math.max(choices, Long.parseLong(text));
    }

    @Override
    public @Nullable String model() {
        return model;
    }

    @Override
    public boolean isStream() {
        return isStream;
    }

    /** A form has no member for it. */
    @Override
    public boolean isUsageWanted() {
        return false;
    }

    @Override
    public int values() {
        return 0;
    }

    @Override
    public boolean canFlow() {
        return true;
    }

    /** An upload is made of images where it has any: the gate is about those of a chat. */
    @Override
    public boolean hasImages() {
        return false;
    }

    @Override
    public long outputTokensMax() {
        return 0;
    }

    @Override
    public long choices() {
        return choices;
    }

    /**
     * {@inheritDoc}
     *
     * <p>While the body is not whole and its model has not come, there is no change: a part put in front could turn out to be the
     * second of its name.
     */
    @Override
    public BytePatch patch(String upstreamModel, boolean takesStreamOptions) {
        if (upstreamModel.equals(model)) {
            return BytePatch.NONE;
        }
        if (model != null) {
            return new BytePatch(List.of(BytePatch.Edit.of(modelStart, modelEnd, upstreamModel)));
        }
        if (!isEnded) {
            return BytePatch.NONE;
        }
        long at = scanner.firstDelimiter();
        String part = boundary.delimiter() + "\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n"
                + upstreamModel + "\r\n";
        return new BytePatch(List.of(BytePatch.Edit.of(at, at, part)));
    }

    private static FaultException invalid(String message) {
        return new FaultException(GatewayFault.of(GatewayFault.Kind.INVALID_REQUEST, "body: " + message));
    }

    private static FaultException invalid(String message, String param) {
        return new FaultException(GatewayFault.of(GatewayFault.Kind.INVALID_REQUEST, message, param));
    }
}
