package io.penstock.identity;

import io.penstock.credential.Secret;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Judges the one credential that is set in the configuration: it is good for managing the gateway, and for nothing else. Immutable. */
public final class AdminToken implements CredentialCheck {
    private static final Verdict GOOD = new Verdict.Known(administrator("admin"));

    private final Secret token;
    private final int length;

    /** A check that finds {@code token} good. */
    public AdminToken(Secret token) {
        this.token = token;
        this.length = token.reveal().length();
    }

    /** Who may manage the gateway, and nothing else. */
    static Identity administrator(String subject) {
        return new Identity(subject, "", "", Set.of(Role.ADMIN), List.of(), Set.of(), Identity.Grant.UNSAID);
    }

    /**
     * Whether it is the token: it has no form that would tell, so what is not it is left to other checks. The comparison says nothing of
     * where two differ; that their lengths do is no secret, and spares the tokens of everybody else from being copied.
     */
    @Override
    public boolean isMine(Credential credential) {
        return credential.length() == length && isToken(credential.text());
    }

    private boolean isToken(String text) {
        return Secret.isUsable(text) && token.equals(Secret.of(text));
    }

    @Override
    public Verdict check(Credential credential, String address, Consumer<Verdict> later) {
        return GOOD;
    }
}
