package io.penstock.benchmarks.load;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/** A token as an issuer of OpenID Connect signs it (RS256), and the key set that goes with it. */
public final class Token {
    private static final int DAY_SECONDS = 86_400;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private Token() {}

    /**
     * Prints a token that is good for a day.
     *
     * @param arguments the issuer, the audience, the file that the key set is written to
     */
    public static void main(String[] arguments) throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        Files.writeString(Path.of(arguments[2]), keySet((RSAPublicKey) keys.getPublic()));
        System.out.println(signed(claims(arguments[0], arguments[1]), keys.getPrivate()));
    }

    private static String claims(String issuer, String audience) {
        long now = Instant.now().getEpochSecond();
        return "{\"iss\":\"" + issuer + "\",\"aud\":\"" + audience + "\",\"sub\":\"benchmark\",\"iat\":" + now
                + ",\"exp\":" + (now + DAY_SECONDS) + "}";
    }

    private static String keySet(RSAPublicKey key) {
        return "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"b\",\"use\":\"sig\",\"alg\":\"RS256\",\"n\":\""
                + base64url(key.getModulus()) + "\",\"e\":\"" + base64url(key.getPublicExponent()) + "\"}]}";
    }

    private static String signed(String claims, PrivateKey key) throws GeneralSecurityException {
        String content = base64url("{\"alg\":\"RS256\",\"kid\":\"b\"}") + "." + base64url(claims);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(content.getBytes(StandardCharsets.US_ASCII));
        return content + "." + BASE64URL.encodeToString(signature.sign());
    }

    /** Without the byte that keeps a positive number positive. */
    private static String base64url(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return BASE64URL.encodeToString(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static String base64url(String json) {
        return BASE64URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
