package io.penstock.config;

import io.penstock.credential.CredentialKind;
import io.penstock.dialect.Dialect;
import io.penstock.dialect.Operation;
import io.penstock.dialect.openai.OpenAiDialect;
import io.penstock.provider.Catalogue;
import io.penstock.provider.ChatPath;
import io.penstock.provider.Dialects;
import io.penstock.provider.ModelList;
import io.penstock.provider.Provider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what the file says under {@code providers}: amendments to providers of the catalogue, and providers of the operator's own. */
final class ProviderEntryReader {
    /** The built-in provider's name; it is not in the catalogue, and cannot be taken. */
    static final String DEMO = "demo";

    /** Operations whose path is no setting of its own. */
    private static final Set<Operation> PATHLESS =
            EnumSet.of(Operation.MODELS, Operation.PROXY, Operation.COUNT_TOKENS);

    private static final String CALLERS_KEYS = "callersKeys";
    private static final List<String> AMENDED_KEYS = List.of("url", "keys", "paths", CALLERS_KEYS);
    private static final List<String> DEFINED_KEYS =
            List.of("url", "keys", "paths", CALLERS_KEYS, "credential", "aliases", "models", "chats");
    private static final List<String> CHAT_KEYS = List.of("path", "stream", "count", "models");
    private static final String NOT_HERE = "none";

    /** What a server that calls itself compatible with OpenAI is taken to have, unless the file says otherwise. */
    private static final Map<Operation, String> COMPATIBLE = Map.of(
            Operation.CHAT, "/chat/completions",
            Operation.COMPLETIONS, "/completions",
            Operation.RESPONSES, "/responses",
            Operation.EMBEDDINGS, "/embeddings");

    private final Findings findings;
    private final Map<String, String> taken = new HashMap<>();
    private final Map<String, String> variables = new HashMap<>();

    ProviderEntryReader(Catalogue catalogue, Findings findings) {
        this.findings = findings;
        taken.put(DEMO, DEMO);
        for (Provider provider : catalogue.providers()) {
            taken.put(provider.id(), provider.id());
            variables.put(provider.variable(ProvidersReader.API_KEY), provider.id());
            provider.aliases().forEach(alias -> taken.put(alias, provider.id()));
        }
    }

    ProviderEntry amend(Provider provider, Object value) {
        String path = YamlFile.PROVIDERS + "." + provider.id();
        Map<?, ?> map = map(path, value, AMENDED_KEYS);
        Provider amended = provider.with(paths(path, map, provider.paths()), provider.models());
        return new ProviderEntry(
                amended,
                text(path + ".url", map.get("url")),
                list(path + ".keys", map.get("keys")),
                takesCallersKeys(path, map));
    }

    @Nullable
    ProviderEntry define(String id, @Nullable Object value) {
        String path = YamlFile.PROVIDERS + "." + id;
        Map<?, ?> map = map(path, value, DEFINED_KEYS);
        List<String> aliases = list(path + ".aliases", map.get("aliases"));
        boolean isNamed = isFree(path, id, id) && hasOwnVariables(path, id);
        for (String alias : aliases) {
            isNamed = isFree(path + ".aliases", alias, id) && isNamed;
        }
        String url = text(path + ".url", map.get("url"));
        List<String> keys = list(path + ".keys", map.get("keys"));
        CredentialKind credential = credential(path + ".credential", map.get("credential"));
        Map<String, ChatPath> chats = chats(path + ".chats", map.get("chats"));
        Map<Operation, String> paths = paths(path, map, chats.isEmpty() ? COMPATIBLE : Map.of());
        List<String> models = list(path + ".models", map.get("models"));
        if (!isNamed) {
            return null;
        }
        ModelList list = models.isEmpty() ? ModelList.OPENAI : ModelList.ofKnown(models);
        Provider provider = Provider.plain(id, aliases, null, credential, paths, chats, list);
        return new ProviderEntry(provider, url, keys, takesCallersKeys(path, map));
    }

    private boolean takesCallersKeys(String path, Map<?, ?> map) {
        Object said = map.get(CALLERS_KEYS);
        if (said != null && !(said instanceof Boolean)) {
            findings.addUnshown(path + "." + CALLERS_KEYS, "true or false");
        }
        return Boolean.TRUE.equals(said);
    }

    private boolean isFree(String path, String name, String id) {
        if (!Provider.isName(name)) {
            findings.add(path, name, "a name of lower case letters, digits, '.', '_' and '-'");
            return false;
        }
        String owner = taken.putIfAbsent(name, id);
        if (owner != null) {
            findings.add(path, name, "a name that is free; it is one of " + owner);
        }
        return owner == null;
    }

    /** Two names that differ in a dash would be given one key, and one of them would send it to a stranger. */
    private boolean hasOwnVariables(String path, String id) {
        String variable = Provider.variable(id, ProvidersReader.API_KEY);
        String owner = variables.putIfAbsent(variable, id);
        if (owner != null) {
            findings.add(path, id, "a name whose variables are its own; " + variable + " is of " + owner);
        }
        return owner == null;
    }

    private CredentialKind credential(String path, @Nullable Object value) {
        if (value == null) {
            return CredentialKind.OPTIONAL_BEARER;
        }
        CredentialKind kind = CredentialKind.ofKey(value.toString());
        if (kind == null) {
            String expected = Arrays.stream(CredentialKind.values())
                    .map(CredentialKind::key)
                    .collect(Collectors.joining(", "));
            findings.addUnshown(path, "one of " + expected);
            return CredentialKind.OPTIONAL_BEARER;
        }
        return kind;
    }

    private Map<Operation, String> paths(String prefix, Map<?, ?> map, Map<Operation, String> base) {
        Map<Operation, String> paths = new EnumMap<>(Operation.class);
        paths.putAll(base);
        String path = prefix + ".paths";
        map(path, map.get("paths"), operations()).forEach((key, value) -> {
            Operation operation = Operation.ofKey(String.valueOf(key));
            String target = String.valueOf(value);
            if (operation == null) {
                return;
            }
            if (target.equals(NOT_HERE)) {
                paths.remove(operation);
            } else if (target.matches("(/[A-Za-z0-9._~:-]+)+") && !target.contains("..")) {
                paths.put(operation, target);
            } else {
                findings.addUnshown(path + "." + key, "a path that begins with '/', or none");
            }
        });
        return paths;
    }

    private Map<String, ChatPath> chats(String prefix, @Nullable Object value) {
        Map<String, ChatPath> chats = new LinkedHashMap<>();
        map(prefix, value, dialects()).forEach((key, said) -> {
            String dialect = String.valueOf(key);
            String path = prefix + "." + dialect;
            Map<?, ?> parts = said instanceof Map ? map(path, said, CHAT_KEYS) : Map.of("path", String.valueOf(said));
            String whole = chatPath(path + ".path", parts.get("path"));
            String stream = parts.get("stream") == null ? whole : chatPath(path + ".stream", parts.get("stream"));
            String count = parts.get("count") == null ? null : chatPath(path + ".count", parts.get("count"));
            List<String> models = list(path + ".models", parts.get("models"));
            Operation own = Operation.ofKey(dialect.equals(OpenAiDialect.INSTANCE.name()) ? "chat" : dialect);
            if (own != null && models.isEmpty()) {
                findings.addUnshown(path, "paths." + own.key() + ", where it is for all models");
            } else if (whole != null && stream != null && Dialects.find(dialect) != null) {
                chats.put(dialect, new ChatPath(whole, stream, count, models));
            }
        });
        return chats;
    }

    private @Nullable String chatPath(String path, @Nullable Object value) {
        String text = String.valueOf(value);
        if (!text.matches("(/([A-Za-z0-9._~:-]|\\{model})+)+(\\?[A-Za-z0-9._~=&-]+)?") || text.contains("..")) {
            findings.addUnshown(path, "a path that begins with '/'; {model} stands for the model's name");
            return null;
        }
        return text;
    }

    private static List<String> dialects() {
        return Dialects.all().stream().map(Dialect::name).toList();
    }

    private static List<String> operations() {
        return Arrays.stream(Operation.values())
                .filter(operation -> !PATHLESS.contains(operation))
                .map(Operation::key)
                .toList();
    }

    private Map<?, ?> map(String path, @Nullable Object value, List<String> keys) {
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            findings.addUnshown(path, "a map");
            return Map.of();
        }
        for (Object key : map.keySet()) {
            if (!keys.contains(String.valueOf(key))) {
                YamlFile.unknown(findings, path + ".", String.valueOf(key), keys);
            }
        }
        return map;
    }

    private @Nullable String text(String path, @Nullable Object value) {
        if (value instanceof Map || value instanceof List) {
            findings.addUnshown(path, "a text");
            return null;
        }
        return value == null || value.toString().isBlank()
                ? null
                : value.toString().strip();
    }

    private List<String> list(String path, @Nullable Object value) {
        if (value instanceof Map) {
            findings.addUnshown(path, "a list");
            return List.of();
        }
        if (value instanceof List<?> list) {
            List<String> items = new ArrayList<>();
            for (Object item : list) {
                if (item != null) {
                    items.add(item.toString().strip());
                }
            }
            return items;
        }
        return value == null ? List.of() : Setting.items(value.toString());
    }
}
