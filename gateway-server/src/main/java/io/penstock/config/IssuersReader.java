package io.penstock.config;

import io.penstock.credential.Secret;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes issuers: the one of {@code auth.oidc}, and those that the file lists under {@code auth.issuers}. */
final class IssuersReader {
    private static final List<String> KEYS =
            List.of("issuer", "audiences", "jwksUrl", "jwksFile", "algorithms", "claims", "roles", "defaultRoles");
    private static final List<String> CLAIM_KEYS = List.of("subject", "team", "roles", "models");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Findings findings;
    private final List<IssuerConfig> issuers = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    IssuersReader(Findings findings) {
        this.findings = findings;
    }

    List<IssuerConfig> read(String oidcIssuer, String clientId, List<?> listed) {
        oidc(oidcIssuer, clientId);
        for (int i = 0; i < listed.size(); i++) {
            entry(YamlEntry.of(AuthConfig.ISSUERS + "[" + i + "]", listed.get(i), KEYS, findings));
        }
        return issuers;
    }

    @Nullable
    Secret secret(String text) {
        if (text.isEmpty() || Secret.isUsable(text)) {
            return text.isEmpty() ? null : Secret.of(text);
        }
        findings.addUnshown(AuthConfig.OIDC_CLIENT_SECRET.path(), "visible ASCII characters");
        return null;
    }

    private void oidc(String issuer, String clientId) {
        if (issuer.isEmpty()) {
            return;
        }
        String path = AuthConfig.OIDC_ISSUER.path();
        boolean isNamed = isFree(path, issuer);
        KeyPlace keys = discovery(path, issuer);
        if (clientId.isEmpty()) {
            findings.add(AuthConfig.OIDC_CLIENT_ID.path(), "not set", "what the issuer's tokens have in aud");
        } else if (isNamed && keys != null) {
            issuers.add(IssuerConfig.plain(issuer, List.of(clientId), keys));
        }
    }

    private void entry(YamlEntry entry) {
        String issuer = entry.text("issuer");
        boolean isNamed = isFree(entry.path("issuer"), issuer);
        KeyPlace keys = keys(entry, issuer);
        List<String> audiences = entry.list("audiences");
        boolean hasAudience = audiences != null && !audiences.isEmpty();
        if (!hasAudience) {
            findings.add(entry.path("audiences"), "not set", "what the issuer's tokens have in aud");
        }
        Set<String> algorithms = known(entry, "algorithms", IssuerConfig.ALGORITHMS, IssuerConfig.ALGORITHMS);
        Set<String> defaultRoles = known(entry, "defaultRoles", IssuerConfig.ROLES, IssuerConfig.DEFAULT_ROLES);
        IssuerConfig.Claims claims = claims(entry.entry("claims", CLAIM_KEYS));
        Map<String, Set<String>> roles = roles(entry.entry("roles", List.of()));
        if (List.of().equals(entry.list("algorithms"))) {
            findings.add(entry.path("algorithms"), "none", "some of " + sorted(IssuerConfig.ALGORITHMS));
        }
        if (isNamed && keys != null && audiences != null && hasAudience && !algorithms.isEmpty()) {
            issuers.add(new IssuerConfig(issuer, audiences, keys, algorithms, claims, roles, defaultRoles));
        }
    }

    private boolean isFree(String path, String issuer) {
        if (!IssuerConfig.isIssuer(issuer)) {
            findings.addUnshown(path, IssuerConfig.EXPECTED);
            return false;
        }
        if (!names.add(issuer)) {
            findings.add(path, issuer, "an issuer that is named once");
            return false;
        }
        return true;
    }

    private @Nullable KeyPlace keys(YamlEntry entry, String issuer) {
        String url = entry.text("jwksUrl");
        String file = entry.text("jwksFile");
        if (!url.isEmpty() && !file.isEmpty()) {
            findings.add(entry.path("jwksFile"), file, "nothing, since jwksUrl says where the keys are");
            return null;
        }
        if (!file.isEmpty()) {
            return local(entry.path("jwksFile"), file);
        }
        if (url.isEmpty()) {
            return issuer.isEmpty() ? null : discovery(entry.path("issuer"), issuer);
        }
        try {
            KeyUrl parsed = KeyUrl.parse(url);
            warnUnlessTls(entry.path("jwksUrl"), parsed);
            return new KeyPlace.Fetched(parsed);
        } catch (IllegalArgumentException e) {
            findings.addUnshown(entry.path("jwksUrl"), KeyUrl.EXPECTED);
            return null;
        }
    }

    private @Nullable KeyPlace local(String path, String file) {
        try {
            Path place = Path.of(file);
            if (!Files.isReadable(place) || Files.isDirectory(place)) {
                // It may come: until then nobody's token is judged.
                findings.warn(Setting.finding(path, file, "a file that can be read"));
            }
            return new KeyPlace.Local(place);
        } catch (InvalidPathException e) {
            findings.add(path, file, "a path");
            return null;
        }
    }

    private @Nullable KeyPlace discovery(String path, String issuer) {
        try {
            KeyUrl document = KeyUrl.ofDiscovery(issuer);
            warnUnlessTls(path, document);
            return new KeyPlace.Discovered(document);
        } catch (IllegalArgumentException e) {
            findings.addUnshown(path, KeyUrl.EXPECTED + ", no query; or a jwksUrl or jwksFile beside it");
            return null;
        }
    }

    private void warnUnlessTls(String path, KeyUrl url) {
        if (!url.isTls() && !LOOPBACK.contains(url.uri().getHost())) {
            findings.warn(Setting.finding(
                    path,
                    url.uri().getScheme() + "://" + url.uri().getHost(),
                    "https; whoever is on the way can put keys there"));
        }
    }

    private static IssuerConfig.Claims claims(YamlEntry entry) {
        String subject = entry.text("subject");
        return new IssuerConfig.Claims(
                subject.isEmpty() ? IssuerConfig.Claims.PLAIN.subject() : subject,
                entry.text("team"),
                entry.text("roles"),
                entry.text("models"));
    }

    private Map<String, Set<String>> roles(YamlEntry entry) {
        Map<String, Set<String>> roles = new HashMap<>();
        for (String name : entry.keys()) {
            roles.put(name, known(entry, name, IssuerConfig.ROLES, Set.of()));
        }
        return roles;
    }

    private Set<String> known(YamlEntry entry, String key, Set<String> known, Set<String> fallback) {
        List<String> given = entry.list(key);
        if (given == null) {
            return fallback;
        }
        Set<String> taken = new HashSet<>();
        for (String item : given) {
            if (known.contains(item)) {
                taken.add(item);
            } else {
                findings.add(entry.path(key), Findings.word(item), "some of " + sorted(known));
            }
        }
        return taken;
    }

    private static String sorted(Collection<String> words) {
        return String.join(", ", new TreeSet<>(words));
    }
}
