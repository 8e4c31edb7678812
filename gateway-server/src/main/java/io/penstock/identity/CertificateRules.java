package io.penstock.identity;

import io.penstock.config.CertificateConfig;
import io.penstock.config.CertificateConfig.Kind;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Judges certificates by the rules of the configuration: the first that names one counts. Immutable.
 *
 * <p>A caller is known as {@code #kind:name}, such as {@code #uri:spiffe://example.org/chat}. What a token's caller is called begins with an
 * issuer, which is never empty, so no two can be mistaken.
 */
public final class CertificateRules {
    private static final Verdict UNKNOWN = new Verdict.Refused("certificate: of nobody that a rule names");
    private static final Verdict EXPIRED = new Verdict.Refused("certificate: expired");

    private final List<CertificateConfig> rules;
    private final InstantSource clock;

    /** Goes by {@code rules}, in their order, and by {@code clock}. */
    public CertificateRules(List<CertificateConfig> rules, InstantSource clock) {
        this.rules = List.copyOf(rules);
        this.clock = clock;
    }

    Verdict check(ClientCertificate certificate) {
        if (clock.millis() >= certificate.endMillis()) {
            return EXPIRED;
        }
        for (CertificateConfig rule : rules) {
            for (ClientCertificate.Name name : certificate.names()) {
                if (name.kind() == rule.kind()
                        && NamePattern.matches(rule.pattern(), name.text(), rule.kind() == Kind.DNS)) {
                    return new Verdict.Known(identity(rule, name));
                }
            }
        }
        return UNKNOWN;
    }

    private static Identity identity(CertificateConfig rule, ClientCertificate.Name name) {
        String text = name.kind() == Kind.DNS ? name.text().toLowerCase(Locale.ROOT) : name.text();
        Set<Role> roles = EnumSet.noneOf(Role.class);
        rule.roles().forEach(each -> roles.add(Role.valueOf(each.toUpperCase(Locale.ROOT))));
        return new Identity(
                "#" + name.kind().key() + ":" + text,
                "",
                rule.team(),
                roles,
                rule.models(),
                rule.surfaces(),
                Identity.Grant.UNSAID);
    }
}
