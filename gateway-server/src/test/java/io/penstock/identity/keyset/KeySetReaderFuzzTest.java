package io.penstock.identity.keyset;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.List;

/** Any JSON as a key set: no key that is weak, private, or for anything but signatures, and no point off its curve. */
final class KeySetReaderFuzzTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SECRET = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    @FuzzTest(maxDuration = "1m")
    void takesPublicKeysThatAreStrong(byte[] input) throws IOException {
        KeySetReader.Reading reading = KeySetReader.read(input);
        if (reading == null) {
            return;
        }
        JsonNode keys = JSON.readTree(input).path("keys");
        assertThat(keys.isArray()).isTrue();
        assertThat(reading.keys().ids().size()).isLessThanOrEqualTo(keys.size());
        for (JsonNode jwk : keys) {
            checkOne(jwk);
        }
    }

    /** Each key by itself, so that it is known which one was taken. */
    private static void checkOne(JsonNode jwk) throws IOException {
        KeySetReader.Reading reading = KeySetReader.read(("{\"keys\":[" + jwk + "]}").getBytes(StandardCharsets.UTF_8));
        if (reading == null || reading.keys().isEmpty()) {
            return;
        }
        assertThat(SECRET).noneMatch(jwk::has);
        assertThat(jwk.path("use").asText("sig")).isEqualTo("sig");
        for (Algorithm algorithm : Algorithm.values()) {
            String id = jwk.path("kid").textValue();
            VerificationKey key = reading.keys().find(id, algorithm);
            if (key != null) {
                checkStrength(key);
            }
        }
    }

    private static void checkStrength(VerificationKey key) {
        if (key.key() instanceof RSAPublicKey rsa) {
            assertThat(rsa.getModulus().bitLength()).isBetween(2048, 8192);
            assertThat(rsa.getModulus().testBit(0)).isTrue();
            assertThat(rsa.getPublicExponent().testBit(0)).isTrue();
            assertThat(rsa.getPublicExponent()).isGreaterThan(BigInteger.ONE);
        } else if (key.key() instanceof ECPublicKey ec) {
            assertThat(isOnCurve(ec.getW(), ec.getParams())).isTrue();
        } else {
            assertThat(key.key().getAlgorithm()).isIn("EdDSA", "Ed25519");
        }
    }

    private static boolean isOnCurve(ECPoint point, ECParameterSpec curve) {
        BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger right = x.pow(3)
                .add(curve.getCurve().getA().multiply(x))
                .add(curve.getCurve().getB());
        return point.getAffineY().pow(2).subtract(right).mod(p).signum() == 0;
    }
}
