package io.penstock.identity.keyset;

import com.nimbusds.jose.jwk.Curve;
import org.jspecify.annotations.Nullable;

/** What kinds of keys a signature can be checked with. */
enum KeyKind {
    /** Any length that is long enough. */
    RSA("RSA", ""),
    P_256("EC", "P-256"),
    P_384("EC", "P-384"),
    P_521("EC", "P-521"),
    ED25519("OKP", "Ed25519");

    private static final KeyKind[] ALL = values();

    private final String type;
    private final String curve;

    KeyKind(String type, String curve) {
        this.type = type;
        this.curve = curve;
    }

    /** The kind of a key by its {@code kty} and {@code crv}, which is empty where there is none; null where it is none of these. */
    static @Nullable KeyKind of(String type, String curve) {
        for (KeyKind kind : ALL) {
            if (kind.type.equals(type) && kind.curve.equals(curve)) {
                return kind;
            }
        }
        return null;
    }

    /** The curve of one that has a curve. */
    Curve curve() {
        return Curve.parse(curve);
    }
}
