package io.penstock.identity.keyset;

import com.nimbusds.jose.JWSAlgorithm;
import org.jspecify.annotations.Nullable;

/** What tokens may be signed with (RFC 7518 3.1, RFC 8037 3.1). What is not here, {@code none} and all of HMAC's, is nothing a token can name. */
public enum Algorithm {
    /** PKCS#1 1.5 with SHA-256. */
    RS256("RS256", KeyKind.RSA),
    /** PKCS#1 1.5 with SHA-384. */
    RS384("RS384", KeyKind.RSA),
    /** PKCS#1 1.5 with SHA-512. */
    RS512("RS512", KeyKind.RSA),
    /** PSS with SHA-256. */
    PS256("PS256", KeyKind.RSA),
    /** PSS with SHA-384. */
    PS384("PS384", KeyKind.RSA),
    /** PSS with SHA-512. */
    PS512("PS512", KeyKind.RSA),
    /** ECDSA on P-256. */
    ES256("ES256", KeyKind.P_256),
    /** ECDSA on P-384. */
    ES384("ES384", KeyKind.P_384),
    /** ECDSA on P-521. */
    ES512("ES512", KeyKind.P_521),
    /** Ed25519; Ed448 is not taken. */
    ED_DSA("EdDSA", KeyKind.ED25519);

    private static final Algorithm[] ALL = values();

    private final String jwsName;
    private final KeyKind kind;

    Algorithm(String jwsName, KeyKind kind) {
        this.jwsName = jwsName;
        this.kind = kind;
    }

    /** The algorithm of a name, to the letter; null where there is none. */
    public static @Nullable Algorithm of(String name) {
        for (Algorithm algorithm : ALL) {
            if (algorithm.jwsName.equals(name)) {
                return algorithm;
            }
        }
        return null;
    }

    /** Its name in a token. */
    public String jwsName() {
        return jwsName;
    }

    JWSAlgorithm jws() {
        return JWSAlgorithm.parse(jwsName);
    }

    KeyKind kind() {
        return kind;
    }
}
