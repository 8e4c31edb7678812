package io.penstock.config;

import io.penstock.credential.Secret;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may call.
 *
 * @param enabled whether anybody is asked who they are
 * @param issuers whose tokens are taken; with none, no token is
 * @param certificates whose certificates are credentials; with none, no certificate is
 * @param clientSecret of the gateway at {@code auth.oidc.issuer}; kept for those who set it, and not needed to judge a token; null if unset
 * @param stateSecret what state of a conversation is bound to its caller with; null if unset
 * @param adminToken with which the gateway may be managed, also where nobody is asked who they are; null if unset
 * @param tokens how tokens are judged
 */
public record AuthConfig(
        boolean enabled,
        List<IssuerConfig> issuers,
        List<CertificateConfig> certificates,
        @Nullable Secret clientSecret,
        @Nullable Secret stateSecret,
        @Nullable Secret adminToken,
        Tokens tokens) {
    static final String ISSUERS = "auth.issuers";
    static final String CERTIFICATES = "auth.certificates";
    static final Setting<Boolean> ENABLED = Setting.flag("auth.enabled", false, "AUTH_ENABLED");
    static final Setting<String> OIDC_ISSUER = oidc("issuer", "AUTH_OIDC_ISSUER");
    static final Setting<String> OIDC_CLIENT_ID = oidc("clientId", "AUTH_OIDC_CLIENT_ID");
    static final Setting<String> OIDC_CLIENT_SECRET = oidc("clientSecret", "AUTH_OIDC_CLIENT_SECRET");

    /** Judged apart, as those above: it is not to be shown. */
    static final Setting<String> STATE_SECRET =
            Setting.text("auth.stateSecret", "", "a text", text -> true, "STATE_SECRET");

    /** Judged apart, for the same reason. */
    static final Setting<String> ADMIN_TOKEN =
            Setting.text("auth.adminToken", "", "a text", text -> true, "ADMIN_TOKEN");

    static final List<Setting<?>> SETTINGS =
            List.of(ENABLED, ADMIN_TOKEN, OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, STATE_SECRET);

    /** As many as a key for SHA-256 should have bytes. */
    private static final int STATE_SECRET_MIN = 32;

    private static final String STATE_SECRET_EXPECTED = STATE_SECRET_MIN + " or more visible ASCII characters";
    private static final String STATE_SECRET_WANTED = STATE_SECRET_EXPECTED
            + "; without it, reasoning that clients send back is lost at a restart and on another node";

    /** Nobody counts who tries to guess it. */
    private static final int ADMIN_TOKEN_LENGTH_MIN = 16;

    /** Copies what could still be changed. */
    public AuthConfig {
        issuers = List.copyOf(issuers);
        certificates = List.copyOf(certificates);
    }

    /** Judged by {@link IssuersReader}, and not here: what somebody puts there by mistake may be a secret, and is not to be shown. */
    private static Setting<String> oidc(String name, String variable) {
        return Setting.text("auth.oidc." + name, "", "a text", text -> true, variable);
    }

    static AuthConfig read(Values values, List<?> issuers, List<?> certificates, Findings findings) {
        IssuersReader reader = new IssuersReader(findings);
        return new AuthConfig(
                values.get(ENABLED),
                reader.read(values.get(OIDC_ISSUER), values.get(OIDC_CLIENT_ID), issuers),
                new CertificatesReader(findings).read(certificates),
                reader.secret(values.get(OIDC_CLIENT_SECRET)),
                stateSecret(values, findings),
                adminToken(values.get(ADMIN_TOKEN), findings),
                Tokens.read(values));
    }

    /** Without a comma, which would make a list of it where it stands in a header field. */
    private static @Nullable Secret adminToken(String text, Findings findings) {
        if (text.isEmpty()) {
            return null;
        }
        if (text.length() < ADMIN_TOKEN_LENGTH_MIN || text.indexOf(',') >= 0 || !Secret.isUsable(text)) {
            findings.addUnshown(
                    ADMIN_TOKEN.path(), ADMIN_TOKEN_LENGTH_MIN + " or more visible ASCII characters, no comma");
            return null;
        }
        return Secret.of(text);
    }

    private static @Nullable Secret stateSecret(Values values, Findings findings) {
        String text = values.get(STATE_SECRET);
        if (text.isEmpty()) {
            if (values.get(ENABLED)) {
                findings.warn(Setting.finding(STATE_SECRET.path(), "not set", STATE_SECRET_WANTED));
            }
            return null;
        }
        if (text.length() < STATE_SECRET_MIN || !Secret.isUsable(text)) {
            findings.addUnshown(STATE_SECRET.path(), STATE_SECRET_EXPECTED);
            return null;
        }
        return Secret.of(text);
    }

    /**
     * How tokens are judged.
     *
     * @param skew how far an issuer's clock may be off
     * @param cacheTtl for how long a token that was verified is known, unless it expires sooner
     * @param cachedMax how many are known at one time
     * @param failuresPerMinute how many that are not good an address may send in a minute
     * @param refreshInterval between two readings of an issuer's keys
     */
    public record Tokens(
            Duration skew, Duration cacheTtl, int cachedMax, int failuresPerMinute, Duration refreshInterval) {
        static final Setting<Duration> SKEW = Setting.duration("auth.tokens.skew", "30s", "0s", "5m");
        static final Setting<Duration> CACHE_TTL = Setting.duration("auth.tokens.cacheTtl", "5m", "0s", "1h");
        static final Setting<Integer> CACHED_MAX = Setting.integer("auth.tokens.cachedMax", 50_000, 1, 10_000_000);
        static final Setting<Integer> FAILURES_PER_MINUTE =
                Setting.integer("auth.tokens.failuresPerMinute", 20, 1, 1_000_000);
        static final Setting<Duration> REFRESH_INTERVAL =
                Setting.duration("auth.tokens.refreshInterval", "10m", "30s", "24h");

        static final List<Setting<?>> SETTINGS =
                List.of(SKEW, CACHE_TTL, CACHED_MAX, FAILURES_PER_MINUTE, REFRESH_INTERVAL);

        /** Refuses values out of range. */
        public Tokens {
            SKEW.check(skew);
            CACHE_TTL.check(cacheTtl);
            CACHED_MAX.check(cachedMax);
            FAILURES_PER_MINUTE.check(failuresPerMinute);
            REFRESH_INTERVAL.check(refreshInterval);
        }

        private static Tokens read(Values values) {
            return new Tokens(
                    values.get(SKEW),
                    values.get(CACHE_TTL),
                    values.get(CACHED_MAX),
                    values.get(FAILURES_PER_MINUTE),
                    values.get(REFRESH_INTERVAL));
        }
    }
}
