package io.penstock.provider;

import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider takes a chat in one dialect, below its base path. {@code {model}} stands for the model's name, escaped as one segment.
 * A provider that asks for each family of models in its vendor's dialect has paths for some models; any other path is for the rest.
 *
 * @param whole for an answer in one piece
 * @param stream for a stream; in most dialects the same
 * @param count where the tokens of its input are counted without an answer; null where nowhere
 * @param models how the names of the models begin that it is for; empty where it is for all that no other path names
 */
public record ChatPath(
        String whole, String stream, @Nullable String count, List<String> models) {
    private static final String MODEL = "{model}";
    private static final Pattern SEPARATOR = Pattern.compile("[/\\\\;]");
    private static final Pattern AMBIGUOUS = Pattern.compile("\\s*\\.[\\s.]*|[^%]*%.*|.*\\p{Cntrl}.*", Pattern.DOTALL);
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~:@";

    /** Copies what could still be changed. */
    public ChatPath {
        models = List.copyOf(models);
    }

    /** A path for all models. */
    public ChatPath(String whole, String stream, @Nullable String count) {
        this(whole, stream, count, List.of());
    }

    /** A path that serves both. */
    public static ChatPath of(String path) {
        return new ChatPath(path, path, null);
    }

    /** Whether it names the model as one of its own. */
    boolean names(String model) {
        for (int i = 0; i < models.size(); i++) {
            if (model.startsWith(models.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is for some models only. */
    boolean isForSome() {
        return !models.isEmpty();
    }

    /** The path for a model. */
    public String of(String model, boolean isStream) {
        return of(isStream ? stream : whole, model);
    }

    /** The path for counting the tokens of a model; null where that cannot be done. */
    public @Nullable String countOf(String model) {
        return count == null ? null : of(count, model);
    }

    /**
     * {@code path} with the model's name in it, where it has a place for that.
     *
     * @throws FaultException where a server could take the name for a way out of the base path
     */
    static String of(String path, String model) {
        if (!path.contains(MODEL)) {
            return path;
        }
        requireOneSegment(model);
        return path.replace(MODEL, escaped(model));
    }

    /** Escaping is not enough: servers unescape, some of them twice, before they look for dots and slashes. */
    private static void requireOneSegment(String model) {
        for (String part : SEPARATOR.split(Normalizer.normalize(model, Normalizer.Form.NFKC), -1)) {
            if (AMBIGUOUS.matcher(part).matches()) {
                throw new FaultException(GatewayFault.of(
                        Kind.MODEL_NOT_FOUND,
                        "model: not shown (expected: a name without segments of dots, percent signs and control characters)",
                        "model"));
            }
        }
    }

    private static String escaped(String model) {
        StringBuilder segment = new StringBuilder();
        for (byte b : model.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0 && UNRESERVED.indexOf(b) >= 0) {
                segment.append((char) b);
            } else {
                segment.append('%').append(String.format("%02X", b));
            }
        }
        return segment.toString();
    }
}
