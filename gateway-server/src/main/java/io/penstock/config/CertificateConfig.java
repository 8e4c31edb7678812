package io.penstock.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whose certificates are credentials, and for what.
 *
 * @param kind which of a certificate's names is looked at
 * @param pattern what it must be, with {@code *} for any run of characters
 * @param roles some of {@link IssuerConfig#ROLES}; never empty
 * @param team who pays; empty for none
 * @param models the names of models that may be asked, each with {@code *} for any run of characters; empty for all
 * @param surfaces the names of the families of URLs that may be called; empty for all
 */
public record CertificateConfig(
        Kind kind, String pattern, Set<String> roles, String team, List<String> models, Set<String> surfaces) {
    private static final Pattern NAMES = Pattern.compile("[!-~]{1,256}");
    private static final Pattern COMMON_NAMES = Pattern.compile("[^\\p{C}\\p{Zl}\\p{Zp}]{1,256}");

    /** Where a certificate has a name (RFC 5280 4.2.1.6, 4.1.2.6). */
    public enum Kind {
        /** A URI among its alternative names, such as a SPIFFE id; case counts. */
        URI,
        /** A DNS name among its alternative names; case does not count. */
        DNS,
        /** The common name of its subject, where there is one; case counts. */
        CN;

        /** The name in the configuration, and in a caller's. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Copies what could still be changed, and refuses what names nobody or gives nothing. */
    public CertificateConfig {
        roles = Set.copyOf(roles);
        models = List.copyOf(models);
        surfaces = Set.copyOf(surfaces);
        if (!isName(kind, pattern) || roles.isEmpty() || !IssuerConfig.ROLES.containsAll(roles)) {
            throw new IllegalArgumentException(
                    Setting.finding(AuthConfig.CERTIFICATES, pattern, "a name, and roles that are known"));
        }
    }

    /** Whether a certificate may have such a name: it must be fit for a log and a row of a store. */
    public static boolean isName(Kind kind, String text) {
        return (kind == Kind.CN ? COMMON_NAMES : NAMES).matcher(text).matches();
    }
}
