package io.penstock.identity;

import io.penstock.config.CertificateConfig;
import io.penstock.config.CertificateConfig.Kind;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * What is read of a certificate that a client has shown, and that its handshake found good: once for each connection. Immutable.
 *
 * @param names what it may be known by, in the certificate's order, the common name last
 * @param endMillis from when on it is no good, though its connection or its session may go on
 */
public record ClientCertificate(List<Name> names, long endMillis) {
    private static final int TYPE_DNS = 2;
    private static final int TYPE_URI = 6;

    /** Copies what could still be changed. */
    public ClientCertificate {
        names = List.copyOf(names);
    }

    /** One name, and where it stands. */
    record Name(Kind kind, String text) {}

    /** What a certificate says; names that are not fit to be a caller's are left out. */
    public static ClientCertificate of(X509Certificate certificate) {
        List<Name> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> each : alternatives) {
                    int type = (Integer) each.get(0);
                    if (type == TYPE_URI || type == TYPE_DNS) {
                        add(names, type == TYPE_URI ? Kind.URI : Kind.DNS, (String) each.get(1));
                    }
                }
            }
        } catch (CertificateParsingException unreadable) {
            names.clear();
        }
        String commonName = commonName(certificate.getSubjectX500Principal().getName());
        if (commonName != null) {
            add(names, Kind.CN, commonName);
        }
        return new ClientCertificate(
                names, certificate.getNotAfter().toInstant().toEpochMilli());
    }

    private static void add(List<Name> names, Kind kind, String text) {
        if (CertificateConfig.isName(kind, text)) {
            names.add(new Name(kind, text));
        }
    }

    /** The only one of a name (RFC 2253): of two, nobody could say which one counts. */
    private static @Nullable String commonName(String distinguishedName) {
        String found = null;
        try {
            for (Rdn part : new LdapName(distinguishedName).getRdns()) {
                if (part.size() > 1) {
                    return null;
                }
                if (part.getType().equalsIgnoreCase("CN")) {
                    if (found != null || !(part.getValue() instanceof String text)) {
                        return null;
                    }
                    found = text;
                }
            }
        } catch (InvalidNameException unreadable) {
            return null;
        }
        return found;
    }
}
