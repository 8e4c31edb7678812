package io.penstock.config;

import io.penstock.config.CertificateConfig.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Makes the rules of {@code auth.certificates}. */
final class CertificatesReader {
    private static final List<String> KEYS = List.of("uri", "dns", "cn", "roles", "team", "models", "surfaces");
    private static final String WHOSE = "one of uri, dns and cn, a text without blanks, * for any run of characters";

    private final Findings findings;
    private final List<CertificateConfig> rules = new ArrayList<>();

    CertificatesReader(Findings findings) {
        this.findings = findings;
    }

    List<CertificateConfig> read(List<?> listed) {
        for (int i = 0; i < listed.size(); i++) {
            String path = AuthConfig.CERTIFICATES + "[" + i + "]";
            rule(path, YamlEntry.of(path, listed.get(i), KEYS, findings));
        }
        return rules;
    }

    private void rule(String path, YamlEntry entry) {
        Kind named = null;
        int count = 0;
        for (Kind kind : Kind.values()) {
            if (!entry.text(kind.key()).isEmpty()) {
                named = kind;
                count++;
            }
        }
        Set<String> roles = roles(entry);
        List<String> models = some(entry, "models");
        List<String> surfaces = some(entry, "surfaces");
        if (named == null || count > 1) {
            findings.add(path, count + " names", WHOSE);
        } else if (!CertificateConfig.isName(named, entry.text(named.key()))) {
            findings.add(entry.path(named.key()), entry.text(named.key()), WHOSE);
        } else if (!roles.isEmpty()) {
            rules.add(new CertificateConfig(
                    named, entry.text(named.key()), roles, entry.text("team"), models, Set.copyOf(surfaces)));
        }
    }

    private Set<String> roles(YamlEntry entry) {
        List<String> given = entry.list("roles");
        Set<String> roles = new HashSet<>(given == null ? List.of() : given);
        if (roles.isEmpty() || !IssuerConfig.ROLES.containsAll(roles)) {
            String shown = Findings.word(String.join(", ", new TreeSet<>(roles)));
            findings.add(
                    entry.path("roles"),
                    roles.isEmpty() ? "none" : shown,
                    "some of " + String.join(", ", new TreeSet<>(IssuerConfig.ROLES)));
            return Set.of();
        }
        return roles;
    }

    /** A list that is there and empty says none, and would be taken for all. */
    private List<String> some(YamlEntry entry, String key) {
        List<String> given = entry.list(key);
        if (given != null && given.isEmpty()) {
            findings.add(entry.path(key), "none", "some; for all, no such key");
        }
        return given == null ? List.of() : given;
    }
}
