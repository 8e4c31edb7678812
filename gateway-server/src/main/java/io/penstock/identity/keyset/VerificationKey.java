package io.penstock.identity.keyset;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;

/**
 * A public key that was found fit to check signatures with. Immutable.
 *
 * @param id its {@code kid}; null where it has none
 * @param only the one algorithm that it is for; null for all that fit its kind
 * @param kind what it is
 * @param key the key itself
 */
public record VerificationKey(@Nullable String id, @Nullable Algorithm only, KeyKind kind, PublicKey key) {

    private static final int QUICK_MODULUS_BITS_MAX = 4096;

    /** Whether signatures of the algorithm can be checked with it. */
    public boolean fits(Algorithm algorithm) {
        return algorithm.kind() == kind && (only == null || only == algorithm);
    }

    /**
     * Whether a signature is checked in less time than an event loop takes for a handful of events: by RSA it is (30 us), on curves it is not
     * (0.3 to 0.7 ms), nor by RSA of a length that few use.
     */
    public boolean isQuick() {
        return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() <= QUICK_MODULUS_BITS_MAX;
    }

    /**
     * Whether a signature is this key's. What decides how it is checked is the algorithm that was chosen for the token, never the token's
     * own header, which is not looked at here.
     *
     * @param algorithm one that fits
     * @param signed what was signed: header and claims as they stand in the token, with the dot between them
     */
    public boolean verifies(Algorithm algorithm, byte[] signed, byte[] signature) {
        if (!fits(algorithm)) {
            return false;
        }
        try {
            if (key instanceof RSAPublicKey rsa) {
                JWSHeader header = new JWSHeader(algorithm.jws());
                return new RSASSAVerifier(rsa).verify(header, signed, Base64URL.encode(signature));
            }
            if (key instanceof ECPublicKey ec) {
                // Nimbus refuses r or s of 0, and such as are not below the order: some JDKs took them
                // (CVE-2022-21449).
                JWSHeader header = new JWSHeader(algorithm.jws());
                return new ECDSAVerifier(ec).verify(header, signed, Base64URL.encode(signature));
            }
            return verifiesEd25519(signed, signature);
        } catch (JOSEException | GeneralSecurityException e) {
            return false;
        }
    }

    /** By the JDK: Nimbus would need Tink for it. */
    private boolean verifiesEd25519(byte[] signed, byte[] signature) throws GeneralSecurityException {
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initVerify(key);
        ed25519.update(signed);
        return ed25519.verify(signature);
    }
}
