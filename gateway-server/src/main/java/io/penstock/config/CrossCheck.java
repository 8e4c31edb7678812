package io.penstock.config;

import io.penstock.provider.Catalogue;
import io.penstock.provider.Endpoint;
import io.penstock.provider.Provider;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can only be judged when everything has been read: names that must be somebody's, and values that are allowed but unwise. */
final class CrossCheck {
    private static final Duration WISE_LEAST = Duration.ofSeconds(60);
    private static final Set<String> LOOPBACK = Set.of("localhost", "::1", "0:0:0:0:0:0:0:1");

    private final ProvidersConfig providers;
    private final Findings findings;
    private final Set<String> configured;

    CrossCheck(ProvidersConfig providers, Findings findings) {
        this.providers = providers;
        this.findings = findings;
        this.configured = providers.configured().stream().map(Endpoint::id).collect(Collectors.toSet());
    }

    void check(
            ServerConfig server,
            UpstreamConfig.Timeouts timeouts,
            ModelsConfig models,
            FeaturesConfig features,
            AuthConfig auth) {
        warnWhenShort(UpstreamConfig.Timeouts.FIRST_BYTE, timeouts.firstByte());
        warnWhenShort(UpstreamConfig.Timeouts.TOTAL, timeouts.total());
        if (server.limits().headBytesMax() < server.limits().lineBytesMax()) {
            findings.add(
                    ServerConfig.Limits.HEAD_BYTES_MAX.path(),
                    Integer.toString(server.limits().headBytesMax()),
                    "as much as " + ServerConfig.Limits.LINE_BYTES_MAX.path() + " or more");
        }
        if (!auth.enabled()) {
            warnWhenOpen(server.host());
        }
        if (!auth.certificates().isEmpty() && server.tls().clientAuthority().isEmpty()) {
            findings.add(
                    AuthConfig.CERTIFICATES,
                    auth.certificates().size() + " rules",
                    "with " + TlsConfig.CLIENT_AUTHORITY.path() + ", without which nobody shows a certificate");
        }
        new SecretPurposes(findings).check(auth, providers.configured());
        models.aliases().forEach((name, target) -> alias(name, target, features));
        if (models.defaultProvider() != null) {
            defaultProvider(models.defaultProvider(), features);
        }
    }

    private void warnWhenShort(Setting<Duration> setting, Duration value) {
        if (!value.isZero() && value.compareTo(WISE_LEAST) < 0) {
            findings.warn(Setting.finding(
                    setting.path() + " (" + setting.variables().get(0) + ")",
                    GoDuration.format(value),
                    "60s or more; a model may think for minutes"));
        }
    }

    private void warnWhenOpen(String host) {
        if (!host.startsWith("127.") && !LOOPBACK.contains(host.toLowerCase(Locale.ROOT))) {
            findings.warn(Setting.finding(
                    ServerConfig.HOST.path(),
                    host,
                    "127.0.0.1, or a network in which every caller may spend your keys"));
        }
    }

    /** With {@code ADMIN_TOKEN} the gateway is managed, and nothing else. */
    void warnOfClosed(AuthConfig auth, KeysConfig keys) {
        if (auth.enabled()
                && !keys.enabled()
                && auth.issuers().isEmpty()
                && auth.certificates().isEmpty()) {
            findings.warn(Setting.finding(
                    AuthConfig.ENABLED.path(),
                    "true",
                    "with " + KeysConfig.ENABLED.path()
                            + ", an issuer or a rule for certificates; nobody gets in as it is"));
        }
    }

    private void alias(String name, String target, FeaturesConfig features) {
        String path = ModelsConfig.ALIASES + "." + name;
        String prefix = target.substring(0, target.indexOf('/'));
        Provider provider = named(prefix);
        if (provider == null && !isDemo(prefix, features)) {
            findings.add(path, target, ModelsConfig.FULL_NAME + ", with a provider that is known" + hint(prefix));
        } else if (provider != null && !configured.contains(provider.id())) {
            findings.warn(Setting.finding(path, target, "a provider that is configured"));
        }
    }

    private void defaultProvider(String name, FeaturesConfig features) {
        Provider provider = named(name);
        boolean isThere = provider == null ? isDemo(name, features) : configured.contains(provider.id());
        if (!isThere) {
            findings.add(
                    ModelsConfig.DEFAULT_PROVIDER.path(),
                    name,
                    ids().isEmpty()
                            ? "a provider that is configured; none is"
                            : "one of the configured providers: " + String.join(", ", ids())
                                    + (provider == null ? hint(name) : ""));
        }
    }

    private List<String> ids() {
        return providers.configured().stream().map(Endpoint::id).toList();
    }

    private @Nullable Provider named(String name) {
        return providers.known().find(name);
    }

    private boolean isDemo(String name, FeaturesConfig features) {
        return name.equals(ProviderEntryReader.DEMO)
                && (features.demo() == FeaturesConfig.Demo.ON
                        || (features.demo() == FeaturesConfig.Demo.AUTO && configured.isEmpty()));
    }

    private String hint(String name) {
        Catalogue known = providers.known();
        String nearest = Spelling.nearest(
                name, known.providers().stream().map(Provider::id).toList(), 2);
        return nearest == null ? "" : "; did you mean " + nearest + "?";
    }

    /** Variables that look like one of ours, but are none: most likely misspelt. */
    void warnOfMisspelt(Map<String, String> environment, Set<String> known) {
        for (String name : environment.keySet()) {
            if (!known.contains(name) && Variables.looksKnown(name)) {
                String nearest = Spelling.nearest(name, known, 1);
                if (nearest != null) {
                    findings.warn(name + ": unknown (expected: perhaps " + nearest + ")");
                }
            }
        }
    }
}
