package io.penstock.provider;

import io.penstock.credential.CredentialKind;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Operation;
import io.penstock.dialect.openai.OpenAiDialect;
import io.penstock.dialect.responses.ResponsesDialect;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A vendor or deployment as the catalogue or the configuration describes it, not yet given an address or a key.
 *
 * @param id lower case letters, digits, {@code _} and {@code -}; stands before the slash of a model name
 * @param aliases other names for it, lower case
 * @param defaultUrl its base URL, see {@link UrlTemplate}; null if there is no default
 * @param credential how it is told who calls
 * @param headers fields that go with every request
 * @param paths the path of each operation that it has, below the base path
 * @param chats where it takes a chat in each dialect that it speaks, by the dialect's name, the one that loses least first
 * @param forms where it takes embeddings and rankings, in forms other than OpenAI's, those for some models first
 * @param quirks what is odd about it
 * @param parameters its names of what a translated request sets, or an empty text where it refuses that, see {@link ModelTarget}
 * @param traits what else is odd about the requests that it takes
 * @param models how its list of models is read
 * @param otherApi what it is at another address; null if it is the same everywhere
 */
public record Provider(
        String id,
        List<String> aliases,
        @Nullable String defaultUrl,
        CredentialKind credential,
        List<Header> headers,
        Map<Operation, String> paths,
        Map<String, ChatPath> chats,
        Map<Operation, List<FormPath>> forms,
        Set<Quirk> quirks,
        Map<String, String> parameters,
        Set<ModelTarget.Trait> traits,
        ModelList models,
        @Nullable OtherApi otherApi) {

    /** Copies what could still be changed, and refuses an id that could not stand in a model name, a URL or a variable's name. */
    public Provider {
        requireName(id);
        aliases.forEach(Provider::requireName);
        aliases = List.copyOf(aliases);
        headers = List.copyOf(headers);
        chats = withOpenAi(chats, paths);
        forms = withOpenAiForms(forms, paths);
        paths = paths.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(paths));
        quirks = Set.copyOf(quirks);
        parameters = Map.copyOf(parameters);
        traits = Set.copyOf(traits);
    }

    /** One of which nothing odd is known. */
    public static Provider plain(
            String id,
            List<String> aliases,
            @Nullable String defaultUrl,
            CredentialKind credential,
            Map<Operation, String> paths,
            Map<String, ChatPath> chats,
            ModelList models) {
        return new Provider(
                id,
                aliases,
                defaultUrl,
                credential,
                List.of(),
                paths,
                chats,
                Map.of(),
                Set.of(),
                Map.of(),
                Set.of(),
                models,
                null);
    }

    /** OpenAI's two dialects have operations of their own: what a provider has besides another dialect comes behind that. */
    private static Map<String, ChatPath> withOpenAi(Map<String, ChatPath> chats, Map<Operation, String> paths) {
        Map<String, ChatPath> all = new LinkedHashMap<>(chats);
        put(all, OpenAiDialect.INSTANCE.name(), paths.get(Operation.CHAT));
        put(all, ResponsesDialect.INSTANCE.name(), paths.get(Operation.RESPONSES));
        return Collections.unmodifiableMap(all);
    }

    private static void put(Map<String, ChatPath> chats, String dialect, @Nullable String path) {
        ChatPath said = chats.get(dialect);
        if (said != null && said.isForSome()) {
            return;
        }
        chats.remove(dialect);
        if (path != null) {
            chats.put(dialect, ChatPath.of(path));
        }
    }

    /** What stands in {@code paths} is in the form that OpenAI's surface has for it, and comes behind what is said of other forms. */
    private static Map<Operation, List<FormPath>> withOpenAiForms(
            Map<Operation, List<FormPath>> forms, Map<Operation, String> paths) {
        Map<Operation, List<FormPath>> all = new EnumMap<>(Operation.class);
        for (Operation operation : List.of(Operation.EMBEDDINGS, Operation.RERANK)) {
            List<FormPath> known = new ArrayList<>(forms.getOrDefault(operation, List.of()));
            known.removeIf(path -> path.form().equals(OpenAiDialect.INSTANCE.name()));
            String path = paths.get(operation);
            if (path != null) {
                known.add(FormPath.of(OpenAiDialect.INSTANCE.name(), path));
            }
            if (!known.isEmpty()) {
                all.put(operation, List.copyOf(known));
            }
        }
        return Collections.unmodifiableMap(all);
    }

    /** What it is at an address. */
    public Provider at(String address) {
        OtherApi other = otherApi;
        String trimmed = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        if (other == null || trimmed.endsWith(other.unlessSuffix())) {
            return this;
        }
        return new Provider(
                id,
                aliases,
                defaultUrl,
                other.credential(),
                headers,
                other.paths(),
                other.chats(),
                other.forms(),
                quirks,
                parameters,
                traits,
                other.models(),
                null);
    }

    /** The same with each of its paths changed. */
    public Provider withPaths(UnaryOperator<String> change) {
        Map<Operation, String> changed = new HashMap<>();
        paths.forEach((operation, path) -> changed.put(operation, change.apply(path)));
        ModelList list = models.withPath(change);
        return changed.equals(paths) && list.equals(models) ? this : with(changed, list);
    }

    /** The same with other paths and another list of models. */
    public Provider with(Map<Operation, String> otherPaths, ModelList otherModels) {
        return new Provider(
                id,
                aliases,
                defaultUrl,
                credential,
                headers,
                otherPaths,
                chats,
                forms,
                quirks,
                parameters,
                traits,
                otherModels,
                otherApi);
    }

    /** Whether a name can be a provider's: a lower case letter or digit, then also {@code . _ -}, 64 characters at most. */
    public static boolean isName(String name) {
        return name.matches("[a-z0-9][a-z0-9._-]{0,63}");
    }

    private static void requireName(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "provider name: " + name + " (expected: lower case letters, digits, '.', '_' and '-')");
        }
    }

    /** The path of an operation below the base path, or null if the provider does not have it. */
    public @Nullable String path(Operation operation) {
        return switch (operation) {
            case MODELS -> models.path();
            case PROXY -> "";
            default -> paths.get(operation);
        };
    }

    /** One of its models, and what a request for it must be like. */
    public ModelTarget modelTarget(String model) {
        Map<String, String> names = new HashMap<>(parameters);
        if (has(Quirk.NO_STREAM_OPTIONS)) {
            names.put("stream_options", "");
        }
        return new ModelTarget(id, model, names, traits);
    }

    /** Whether something is odd about it. */
    public boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }

    /** The names that stand in braces in the default URL, such as {@code ACCOUNT_ID}. */
    public List<String> placeholders() {
        return defaultUrl == null ? List.of() : new UrlTemplate(defaultUrl).names();
    }

    /** The environment variable that holds a value of this provider, such as {@code OLLAMA_CLOUD_API_KEY} for {@code API_KEY}. */
    public String variable(String suffix) {
        return variable(id, suffix);
    }

    /** As {@link #variable(String)}, for the provider of an id. */
    public static String variable(String id, String suffix) {
        return id.replace('-', '_').replace('.', '_').toUpperCase(Locale.ROOT) + "_" + suffix;
    }
}
