package io.penstock.config;

import java.util.List;
import java.util.Map;

/** What the file and the environment say about each setting; the environment wins. What cannot be used becomes a finding. */
final class Values {
    private final Map<String, String> file;
    private final Map<String, String> environment;
    private final Findings findings;

    Values(Map<String, String> file, Map<String, String> environment, Findings findings) {
        this.file = file;
        this.environment = environment;
        this.findings = findings;
    }

    /** The value of a setting; its default if nothing is said or what is said cannot be used. */
    <T> T get(Setting<T> setting) {
        List<String> said = setting.variables().stream()
                .filter(variable -> !environment.getOrDefault(variable, "").isBlank())
                .toList();
        if (!said.isEmpty()) {
            return ofEnvironment(setting, said);
        }
        String text = file.get(setting.path());
        return text == null ? setting.defaultValue() : parse(setting, setting.path(), text);
    }

    private <T> T ofEnvironment(Setting<T> setting, List<String> said) {
        String first = said.get(0);
        String text = environment.getOrDefault(first, "");
        for (String other : said) {
            if (!environment.getOrDefault(other, "").strip().equals(text.strip())) {
                findings.addUnshown(other, "what " + first + " says, which is another name of it");
            }
        }
        return parse(setting, first, text);
    }

    private <T> T parse(Setting<T> setting, String name, String text) {
        try {
            return setting.parse(text);
        } catch (IllegalArgumentException e) {
            findings.add(name, text, setting.expected());
            return setting.defaultValue();
        }
    }
}
