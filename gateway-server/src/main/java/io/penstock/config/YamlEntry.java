package io.penstock.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map of the file that is no section: an item of a list, whose values are read by name. What they cannot be becomes a finding. */
final class YamlEntry {
    private final String path;
    private final Map<?, ?> map;
    private final Findings findings;

    private YamlEntry(String path, Map<?, ?> map, Findings findings) {
        this.path = path;
        this.map = map;
        this.findings = findings;
    }

    /**
     * Takes a value for a map.
     *
     * @param keys what may stand in it; empty for anything
     */
    static YamlEntry of(String path, @Nullable Object value, List<String> keys, Findings findings) {
        if (value != null && !(value instanceof Map)) {
            findings.addUnshown(path, "a map");
        }
        Map<?, ?> map = value instanceof Map<?, ?> given ? given : Map.of();
        for (Object key : map.keySet()) {
            if (!keys.isEmpty() && !keys.contains(String.valueOf(key))) {
                YamlFile.unknown(findings, path + ".", String.valueOf(key), keys);
            }
        }
        return new YamlEntry(path, map, findings);
    }

    String path(String key) {
        return path + "." + key;
    }

    List<String> keys() {
        List<String> keys = new ArrayList<>();
        map.keySet().forEach(key -> keys.add(String.valueOf(key)));
        return keys;
    }

    YamlEntry entry(String key, List<String> keys) {
        return of(path(key), map.get(key), keys, findings);
    }

    /** A text without blanks around it; empty where there is none. */
    String text(String key) {
        Object value = map.get(key);
        if (value instanceof Map || value instanceof List) {
            findings.addUnshown(path(key), "a text");
            return "";
        }
        return value == null ? "" : value.toString().strip();
    }

    /** The items of a list, which may be written as a text with commas; null where there is none. */
    @Nullable
    List<String> list(String key) {
        Object value = map.get(key);
        if (value instanceof Map) {
            findings.addUnshown(path(key), "a list");
            return null;
        }
        if (value instanceof List<?> list) {
            List<String> items = new ArrayList<>();
            for (Object item : list) {
                items.add(String.valueOf(item).strip());
            }
            return items;
        }
        return value == null ? null : Setting.items(value.toString());
    }
}
