package io.penstock.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keys of an issuer, one for each kind, what its JWK set says of them, and what is signed with them. */
public final class SigningKeys {
    /** By kid; {@code other} is RSA too, and of somebody else. */
    private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();

    public static final List<String> ALGORITHMS =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

    private SigningKeys() {}

    public static KeyPair pair(String id) {
        return PAIRS.computeIfAbsent(id, SigningKeys::generate);
    }

    private static KeyPair generate(String id) {
        try {
            String family = id.substring(0, id.indexOf('-'));
            KeyPairGenerator generator =
                    KeyPairGenerator.getInstance(family.equals("rsa") ? "RSA" : family.equals("ec") ? "EC" : "Ed25519");
            if (family.equals("rsa")) {
                generator.initialize(Integer.parseInt(id.substring(id.lastIndexOf('-') + 1)));
            } else if (family.equals("ec")) {
                generator.initialize(new ECGenParameterSpec("secp" + id.substring(3, 6) + "r1"));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The kid of the key that signs with an algorithm. */
    public static String idFor(String algorithm) {
        return switch (algorithm) {
            case "ES256" -> "ec-256";
            case "ES384" -> "ec-384";
            case "ES512" -> "ec-521";
            case "EdDSA" -> "ed-25519";
            default -> "rsa-2048";
        };
    }

    /** A JWK set of one key for each kind. */
    public static String jwks() {
        return jwks("rsa-2048", "ec-256", "ec-384", "ec-521", "ed-25519");
    }

    public static String jwks(String... ids) {
        StringBuilder json = new StringBuilder("{\"keys\":[");
        for (String id : ids) {
            json.append(json.charAt(json.length() - 1) == '[' ? "" : ",").append(jwk(id, "\"use\":\"sig\""));
        }
        return json.append("]}").toString();
    }

    /** One key, with more members than it needs. */
    public static String jwk(String id, String members) {
        String numbers = numbers(id);
        return "{\"kid\":\"" + id + "\"," + numbers + (members.isEmpty() ? "" : ",") + members + "}";
    }

    /** Type and numbers of a key, as members. */
    public static String numbers(String id) {
        KeyPair pair = pair(id);
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            RSAKey jwk = new RSAKey.Builder(rsa).build();
            return "\"kty\":\"RSA\",\"n\":\"" + jwk.getModulus() + "\",\"e\":\"" + jwk.getPublicExponent() + "\"";
        }
        if (pair.getPublic() instanceof ECPublicKey ec) {
            Curve curve = Curve.forECParameterSpec(ec.getParams());
            ECKey jwk = new ECKey.Builder(curve, ec).build();
            return "\"kty\":\"EC\",\"crv\":\"" + curve + "\",\"x\":\"" + jwk.getX() + "\",\"y\":\"" + jwk.getY() + "\"";
        }
        byte[] spki = pair.getPublic().getEncoded();
        byte[] point = Arrays.copyOfRange(spki, spki.length - 32, spki.length);
        return "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + base64(point) + "\"";
    }

    public static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A token of the key that is for the algorithm, whose header names both. */
    public static String token(String algorithm, String claims) {
        return token(algorithm, "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + idFor(algorithm) + "\"}", claims);
    }

    /** A token with any header, signed as the algorithm says. */
    public static String token(String algorithm, String header, String claims) {
        return signed(algorithm, idFor(algorithm), base64(header) + "." + base64(claims));
    }

    /** What is signed, and behind it the signature of a key. */
    public static String signed(String algorithm, String id, String input) {
        return input + "." + base64(signature(algorithm, id, input));
    }

    public static byte[] signature(String algorithm, String id, String input) {
        byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        KeyPair pair = pair(id);
        try {
            if (algorithm.equals("EdDSA")) {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initSign(pair.getPrivate());
                signature.update(bytes);
                return signature.sign();
            }
            JWSSigner signer = pair.getPrivate() instanceof ECPrivateKey ec
                    ? new ECDSASigner(ec)
                    : new RSASSASigner(pair.getPrivate());
            return signer.sign(new JWSHeader(JWSAlgorithm.parse(algorithm)), bytes)
                    .decode();
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
