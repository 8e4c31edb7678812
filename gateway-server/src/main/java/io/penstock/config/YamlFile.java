package io.penstock.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file, taken apart: the settings by path, the two maps whose keys the operator chooses, and the
 * lists whose items are maps.
 *
 * <p>Everything in it must be known: a key that is not is a finding, with the nearest one that is.
 */
final class YamlFile {
    static final String PROVIDERS = "providers";
    private static final List<String> LISTS = List.of(AuthConfig.ISSUERS, AuthConfig.CERTIFICATES);
    private static final int EDITS_MAX = 4;

    private final Findings findings;
    private final Map<String, Setting<?>> known = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> aliases = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> providers = new LinkedHashMap<>();
    private final Map<String, List<?>> lists = new HashMap<>();

    private YamlFile(Collection<Setting<?>> known, Findings findings) {
        this.findings = findings;
        known.forEach(setting -> this.known.put(setting.path(), setting));
    }

    /** Reads a file; what is wrong with it goes to the findings. No file is an empty file. */
    static YamlFile read(@Nullable Path path, Collection<Setting<?>> known, Findings findings) {
        YamlFile file = new YamlFile(known, findings);
        if (path != null) {
            file.load(path);
        }
        return file;
    }

    /** The settings that it names, by path; the items of a list are joined by commas. */
    Map<String, String> settings() {
        return settings;
    }

    /** Other names for models. */
    Map<String, String> aliases() {
        return aliases;
    }

    /** What it says of each provider, not yet looked at. */
    Map<String, @Nullable Object> providers() {
        return providers;
    }

    /** What it lists there, not yet looked at. */
    List<?> listed(String path) {
        return lists.getOrDefault(path, List.of());
    }

    private void load(Path path) {
        Object root = YamlDocument.read(path, findings);
        if (root != null) {
            section("", asMap(path.toString(), root));
        }
    }

    private void section(String prefix, Map<?, ?> map) {
        map.forEach((key, value) -> entry(prefix, String.valueOf(key), value));
    }

    private void entry(String prefix, String key, @Nullable Object value) {
        String path = prefix + key;
        if (path.equals(PROVIDERS)) {
            asMap(path, value).forEach((name, provider) -> providers.put(String.valueOf(name), provider));
        } else if (path.equals(ModelsConfig.ALIASES)) {
            asMap(path, value).forEach((name, target) -> alias(String.valueOf(name), String.valueOf(target)));
        } else if (LISTS.contains(path)) {
            list(path, value);
        } else if (known.containsKey(path)) {
            setting(path, value);
        } else if (names("").stream().anyMatch(name -> name.startsWith(path + "."))) {
            section(path + ".", asMap(path, value));
        } else {
            unknown(findings, prefix, key, siblings(prefix));
        }
    }

    private void alias(String name, String target) {
        if (ModelsConfig.isFullName(target)) {
            aliases.put(name, target);
        } else {
            findings.add(ModelsConfig.ALIASES + "." + name, target, ModelsConfig.FULL_NAME);
        }
    }

    private void list(String path, @Nullable Object value) {
        if (value instanceof List<?> list) {
            lists.put(path, list);
        } else if (value != null) {
            findings.addUnshown(path, "a list");
        }
    }

    private void setting(String path, @Nullable Object value) {
        if (value instanceof Map) {
            findings.addUnshown(path, "a value, not a map");
        } else if (value instanceof List<?> list) {
            List<String> items = new ArrayList<>();
            list.forEach(item -> items.add(String.valueOf(item)));
            settings.put(path, String.join(",", items));
        } else if (value != null) {
            settings.put(path, value.toString());
        }
    }

    private Map<?, ?> asMap(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        if (value != null) {
            findings.addUnshown(path, "a map");
        }
        return Map.of();
    }

    private Set<String> siblings(String prefix) {
        Set<String> siblings = new TreeSet<>();
        for (String name : names(prefix)) {
            String rest = name.substring(prefix.length());
            int dot = rest.indexOf('.');
            siblings.add(dot < 0 ? rest : rest.substring(0, dot));
        }
        return siblings;
    }

    private Set<String> names(String prefix) {
        Set<String> names = new TreeSet<>(known.keySet());
        names.add(PROVIDERS);
        names.add(ModelsConfig.ALIASES);
        names.addAll(LISTS);
        names.removeIf(name -> !name.startsWith(prefix));
        return names;
    }

    /** Says that a key is not known, and which one may have been meant. */
    static void unknown(Findings findings, String prefix, String key, Collection<String> siblings) {
        String nearest = Spelling.nearest(key, siblings, EDITS_MAX);
        String hint = nearest == null ? "one of " + String.join(", ", siblings) : "did you mean " + nearest + "?";
        findings.add(prefix + Findings.word(key), "unknown key", hint);
    }
}
