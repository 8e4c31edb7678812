package io.penstock.config;

import java.util.List;

/** The configuration cannot be used; says everything that is wrong with it, not only the first thing. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> findings;

    /** All findings, each of the grammar {@code name: value (expected: range)}. None holds a secret. */
    public ConfigException(List<String> findings) {
        super(String.join("\n", findings), null, false, false);
        this.findings = List.copyOf(findings);
    }

    /** All findings, in the order in which they were met. */
    public List<String> findings() {
        return findings;
    }
}
