package io.penstock.identity;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in: everybody, or whoever shows a credential that one of the checks finds good. Immutable; safe for use by all event loops.
 */
public final class Gate {
    /** Somebody on this machine, where that is enough to manage the gateway. */
    public static final Verdict LOCAL_ADMINISTRATOR = new Verdict.Known(AdminToken.administrator("local"));

    private static final Verdict NOBODYS = new Verdict.Refused("of no known kind");

    private final boolean isOpen;
    private final List<CredentialCheck> checks;

    private final @Nullable CertificateRules certificates;
    private final boolean isLocalTrusted;

    private Gate(
            boolean isOpen,
            List<CredentialCheck> checks,
            @Nullable CertificateRules certificates,
            boolean isLocalTrusted) {
        this.isOpen = isOpen;
        this.checks = List.copyOf(checks);
        this.certificates = certificates;
        this.isLocalTrusted = isLocalTrusted;
    }

    /** A gate through which everybody may; only managing the gateway takes a credential that one of {@code checks} finds good. */
    public static Gate open(List<CredentialCheck> checks) {
        return new Gate(true, checks, null, false);
    }

    /** A gate through which nobody may whose credential none of {@code checks} finds good. */
    public static Gate closed(List<CredentialCheck> checks) {
        return new Gate(false, checks, null, false);
    }

    /** Whether everybody may do what {@code role} stands for. */
    public boolean isOpenTo(Role role) {
        return isOpen && role != Role.ADMIN;
    }

    /** The same gate, but that whoever is on this machine may manage the gateway, and need not show a credential for it. */
    public Gate trustingLocal() {
        return new Gate(isOpen, checks, certificates, true);
    }

    /** The same gate, but that the certificate of a connection is a credential, where a request shows no other. */
    public Gate taking(CertificateRules rules) {
        return new Gate(isOpen, checks, rules, isLocalTrusted);
    }

    /** Judges the certificate of a connection; null where certificates say nothing here. */
    public @Nullable Verdict judge(ClientCertificate certificate) {
        return certificates == null ? null : certificates.check(certificate);
    }

    /** Whether somebody on this machine who shows no credential may do what {@code role} stands for. */
    public boolean isLocalTrusted(Role role) {
        return isLocalTrusted && role == Role.ADMIN;
    }

    /**
     * Judges a credential; as {@link CredentialCheck#check} does.
     *
     * @return null where {@code later} is called
     */
    public @Nullable Verdict judge(Credential credential, String address, Consumer<Verdict> later) {
        for (int i = 0; i < checks.size(); i++) {
            CredentialCheck check = checks.get(i);
            if (check.isMine(credential)) {
                return check.check(credential, address, later);
            }
        }
        return NOBODYS;
    }
}
