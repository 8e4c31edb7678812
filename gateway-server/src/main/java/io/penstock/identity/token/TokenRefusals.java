package io.penstock.identity.token;

/** Every reason for which a token is refused, in the words of the log: none repeats a byte of a token. */
@SuppressWarnings(
        "StaticAssignmentOfThrowable") // they have no stack and no suppressed exceptions: nothing to leak or to mislead
final class TokenRefusals {
    static final TokenRefusal FORM = TokenRefusal.of("form: not three parts of base64url, of at most 8 KiB");
    static final TokenRefusal HEADER = TokenRefusal.of("header: not a small, flat object of JSON");
    static final TokenRefusal LED_AWAY = TokenRefusal.of("header: a member that must not be there");
    static final TokenRefusal ALGORITHM = TokenRefusal.of("alg: not one of the asymmetric algorithms");
    static final TokenRefusal KEY_ID = TokenRefusal.of("kid: not a text of at most 256 characters");
    static final TokenRefusal TYPE = TokenRefusal.of("typ: another kind of token");
    static final TokenRefusal CLAIMS = TokenRefusal.of("claims: not an object of JSON");

    static final TokenRefusal ISSUERS_ALGORITHM = TokenRefusal.of("alg: not one of the issuer's");

    static final TokenRefusal AUDIENCE = TokenRefusal.of("aud: not for this gateway");
    static final TokenRefusal PARTY = TokenRefusal.of("azp: not for this gateway");
    static final TokenRefusal SUBJECT = TokenRefusal.of("sub: missing");
    static final TokenRefusal NO_EXPIRY = TokenRefusal.of("exp: missing");
    static final TokenRefusal TIME = TokenRefusal.of("exp, nbf or iat: not a whole number of seconds");
    static final TokenRefusal EXPIRED = TokenRefusal.ofThePast("exp: over");
    static final TokenRefusal EARLY = TokenRefusal.forNow("nbf or iat: in the future");

    static final TokenRefusal SUBJECT_CLAIM = TokenRefusal.of("the claim of the subject: not a short, printable text");
    static final TokenRefusal TEAM_CLAIM = TokenRefusal.of("the claim of the team: not a short, printable text");
    static final TokenRefusal LIST_CLAIM =
            TokenRefusal.of("the claim of roles or models: not a text or a list of texts");

    static final TokenRefusal LENGTH = TokenRefusal.of("form: longer than 8 KiB");
    static final TokenRefusal ISSUER = TokenRefusal.of("iss: not one of the issuers");
    static final TokenRefusal KEY = TokenRefusal.forNow("kid: no key that fits");
    static final TokenRefusal NEW_KEY = TokenRefusal.forNow("kid: not among the issuer's keys");
    static final TokenRefusal SIGNATURE = TokenRefusal.of("signature: not the key's");
    static final TokenRefusal UNNAMED_SIGNATURE =
            TokenRefusal.forNow("signature: not that of the only key that fits, and no key is named");

    private TokenRefusals() {}
}
