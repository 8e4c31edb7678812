package io.penstock.identity.token;

import io.penstock.identity.Verdict;

/** Why a token is not good. Kept in constants and without a stack, since whoever sends bad tokens sends many. */
final class TokenRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // refusals never leave the process
    private final Verdict.Refused verdict;

    private final boolean isCounted;
    private final boolean isFinal;

    private TokenRefusal(String reason, boolean isCounted, boolean isFinal) {
        super(reason, null, false, false);
        this.verdict = new Verdict.Refused(reason);
        this.isCounted = isCounted;
        this.isFinal = isFinal;
    }

    /** A token that never was good, and never will be. */
    static TokenRefusal of(String reason) {
        return new TokenRefusal(reason, true, true);
    }

    /** A token that was good: honest clients send it too. */
    static TokenRefusal ofThePast(String reason) {
        return new TokenRefusal(reason, false, true);
    }

    /** A token that may yet be good. */
    static TokenRefusal forNow(String reason) {
        return new TokenRefusal(reason, true, false);
    }

    Verdict.Refused verdict() {
        return verdict;
    }

    /** Whether it counts against the address that it came from. */
    boolean isCounted() {
        return isCounted;
    }

    /** Whether it will be the same in a minute. */
    boolean isFinal() {
        return isFinal;
    }
}
