package io.penstock.identity.keyset;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JWK set (RFC 7517) and keeps of it what a signature may be checked with. Whatever is wrong with one key costs that key: a set of
 * keys for several purposes is the rule, not the exception.
 */
final class KeySetReader {
    private static final int MODULUS_BITS_MIN = 2048;

    /** A check takes time with the square of the length. */
    private static final int MODULUS_BITS_MAX = 8192;

    /** And with the length of the exponent; nobody uses more than 17 bits. */
    private static final int EXPONENT_BITS_MAX = 64;

    private static final int ED25519_BYTES = 32;
    private static final int ID_CHARACTERS_MAX = 256;
    private static final int KEYS_MAX = 1000;

    /** Members that only a secret has (RFC 7518 6.2.2, 6.3.2, 6.4; RFC 8037 2): a key that was told to the world signs for anybody. */
    private static final Set<String> SECRET = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    private final Map<String, Integer> uses = new HashMap<>();
    private final List<VerificationKey> keys = new ArrayList<>();
    private final List<String> dropped = new ArrayList<>();

    private KeySetReader() {}

    /**
     * What was read.
     *
     * @param keys those that are fit
     * @param dropped why others are not, one line each, without a byte of theirs
     */
    record Reading(KeySet keys, List<String> dropped) {}

    /** Why a key is not fit. */
    private static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        Unfit(String reason) {
            super(reason, null, false, false);
        }
    }

    /** The keys of a document; null where it is no key set at all. */
    static @Nullable Reading read(byte[] json) {
        JsonNode root = StrictJson.object(json);
        JsonNode listed = root == null ? null : root.get("keys");
        if (listed == null || !listed.isArray() || listed.size() > KEYS_MAX) {
            return null;
        }
        KeySetReader reader = new KeySetReader();
        listed.forEach(reader::count);
        listed.forEach(reader::add);
        return new Reading(new KeySet(reader.keys), List.copyOf(reader.dropped));
    }

    /** A key for encryption may have the id of one for signatures: some issuers have one id for a pair. */
    private void count(JsonNode jwk) {
        String id = StrictJson.text(jwk, "kid");
        if (id != null && isForSignatures(jwk)) {
            uses.merge(id, 1, Integer::sum);
        }
    }

    private static boolean isForSignatures(JsonNode jwk) {
        return !jwk.has("use") || "sig".equals(StrictJson.text(jwk, "use"));
    }

    private void add(JsonNode jwk) {
        try {
            keys.add(key(jwk));
        } catch (Unfit unfit) {
            dropped.add(unfit.getMessage());
        }
    }

    private VerificationKey key(JsonNode jwk) throws Unfit {
        KeyKind kind = KeyKind.of(text(jwk, "kty"), text(jwk, "crv"));
        if (kind == null) {
            throw new Unfit("kty or crv");
        }
        if (!isForSignatures(jwk) || !verifies(jwk.get("key_ops"))) {
            throw new Unfit("use or key_ops");
        }
        for (String name : SECRET) {
            if (jwk.has(name)) {
                throw new Unfit("a private key");
            }
        }
        return new VerificationKey(id(jwk), algorithm(jwk, kind), kind, publicKey(jwk, kind));
    }

    private static String text(JsonNode jwk, String name) {
        String text = StrictJson.text(jwk, name);
        return text == null ? "" : text;
    }

    private static boolean verifies(@Nullable JsonNode operations) {
        if (operations == null) {
            return true;
        }
        for (JsonNode operation : operations) {
            if ("verify".equals(operation.textValue())) {
                return operations.isArray();
            }
        }
        return false;
    }

    private @Nullable String id(JsonNode jwk) throws Unfit {
        if (!jwk.has("kid")) {
            return null;
        }
        String id = text(jwk, "kid");
        if (id.isEmpty() || id.length() > ID_CHARACTERS_MAX) {
            throw new Unfit("kid");
        }
        if (uses.getOrDefault(id, 0) != 1) {
            throw new Unfit("a kid that is there twice");
        }
        return id;
    }

    private static @Nullable Algorithm algorithm(JsonNode jwk, KeyKind kind) throws Unfit {
        if (!jwk.has("alg")) {
            return null;
        }
        Algorithm algorithm = Algorithm.of(text(jwk, "alg"));
        if (algorithm == null || algorithm.kind() != kind) {
            throw new Unfit("alg");
        }
        return algorithm;
    }

    private static PublicKey publicKey(JsonNode jwk, KeyKind kind) throws Unfit {
        try {
            return switch (kind) {
                case RSA -> rsa(jwk);
                case ED25519 -> ed25519(jwk);
                // The builder refuses a point that is not on its curve.
                default ->
                    new ECKey.Builder(
                                    kind.curve(), Base64URL.encode(bytes(jwk, "x")), Base64URL.encode(bytes(jwk, "y")))
                            .build()
                            .toECPublicKey();
            };
        } catch (JOSEException | GeneralSecurityException | IllegalStateException | IllegalArgumentException e) {
            throw new Unfit("numbers that are no key");
        }
    }

    private static PublicKey rsa(JsonNode jwk) throws Unfit, JOSEException {
        BigInteger modulus = new BigInteger(1, bytes(jwk, "n"));
        BigInteger exponent = new BigInteger(1, bytes(jwk, "e"));
        if (modulus.bitLength() < MODULUS_BITS_MIN || modulus.bitLength() > MODULUS_BITS_MAX || !modulus.testBit(0)) {
            throw new Unfit("a modulus of " + modulus.bitLength() + " bits");
        }
        if (exponent.bitLength() < 2 || exponent.bitLength() > EXPONENT_BITS_MAX || !exponent.testBit(0)) {
            throw new Unfit("an exponent that is 1, even or long");
        }
        if (RocaFingerprint.isWeak(modulus)) {
            throw new Unfit("a modulus that can be factored (CVE-2017-15361)");
        }
        return new RSAKey.Builder(Base64URL.encode(modulus), Base64URL.encode(exponent))
                .build()
                .toRSAPublicKey();
    }

    /** RFC 8032 5.1.2: y with its lowest byte first, and the lowest bit of x in the highest of all. */
    private static PublicKey ed25519(JsonNode jwk) throws Unfit, GeneralSecurityException {
        byte[] point = bytes(jwk, "x");
        if (point.length != ED25519_BYTES) {
            throw new Unfit("a point of " + point.length + " bytes");
        }
        byte[] y = new byte[ED25519_BYTES];
        for (int i = 0; i < ED25519_BYTES; i++) {
            y[i] = point[ED25519_BYTES - 1 - i];
        }
        boolean isXOdd = y[0] < 0;
        y[0] &= 0x7f;
        EdECPoint decoded = new EdECPoint(isXOdd, new BigInteger(1, y));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, decoded));
    }

    private static byte[] bytes(JsonNode jwk, String name) throws Unfit {
        byte[] bytes = Base64Url.decode(text(jwk, name));
        if (bytes == null || bytes.length == 0) {
            throw new Unfit(name);
        }
        return bytes;
    }
}
