package io.penstock.identity.keyset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import io.penstock.config.IssuerConfig;
import io.penstock.identity.SigningKeys;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeySetReaderTest {
    private static final String GOOD = SigningKeys.jwk("rsa-2048", "\"use\":\"sig\",\"alg\":\"RS256\"");

    private static KeySetReader.@Nullable Reading read(String json) {
        return KeySetReader.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static KeySetReader.Reading keys(String... keys) {
        return Objects.requireNonNull(read("{\"keys\":[" + String.join(",", keys) + "]}"));
    }

    private static String rsa(BigInteger modulus, BigInteger exponent) {
        return "{\"kty\":\"RSA\",\"kid\":\"x\",\"n\":\"" + SigningKeys.base64(unsigned(modulus)) + "\",\"e\":\""
                + SigningKeys.base64(unsigned(exponent)) + "\"}";
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 && bytes.length > 1 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static BigInteger odd(int bits) {
        return new BigInteger(bits, new Random(bits)).setBit(bits - 1).setBit(0);
    }

    /** Made as the chips made theirs: modulo every small prime a power of 65537. */
    private static BigInteger roca(int bits) {
        BigInteger product = BigInteger.ONE;
        for (BigInteger prime = BigInteger.TWO; prime.intValue() <= 167; prime = prime.nextProbablePrime()) {
            product = product.multiply(prime);
        }
        BigInteger power = BigInteger.valueOf(65537).modPow(BigInteger.valueOf(7919), product);
        BigInteger modulus = odd(bits);
        return modulus.subtract(modulus.mod(product)).add(power);
    }

    private static final BigInteger F4 = BigInteger.valueOf(65537);

    static Stream<Arguments> unfit() {
        String ec = SigningKeys.numbers("ec-256");
        return Stream.of(
                Arguments.of("symmetric", "{\"kty\":\"oct\",\"kid\":\"x\",\"k\":\"AAAA\",\"alg\":\"HS256\"}"),
                Arguments.of("symmetric beside", GOOD.replace("\"use\"", "\"k\":\"AAAA\",\"use\"")),
                Arguments.of("1024 bits", rsa(odd(1024), F4)),
                Arguments.of("2047 bits", rsa(odd(2047), F4)),
                Arguments.of("8193 bits", rsa(odd(8193), F4)),
                Arguments.of("an even modulus", rsa(odd(2048).clearBit(0), F4)),
                Arguments.of("exponent 0", rsa(odd(2048), BigInteger.ZERO)),
                Arguments.of("exponent 1", rsa(odd(2048), BigInteger.ONE)),
                Arguments.of("exponent 2", rsa(odd(2048), BigInteger.TWO)),
                Arguments.of("an even exponent", rsa(odd(2048), BigInteger.valueOf(65536))),
                Arguments.of("a long exponent", rsa(odd(2048), odd(65))),
                Arguments.of("CVE-2017-15361, 2048", rsa(roca(2048), F4)),
                Arguments.of("CVE-2017-15361, 4096", rsa(roca(4096), F4)),
                Arguments.of("for encryption", SigningKeys.jwk("rsa-2048", "\"use\":\"enc\"")),
                Arguments.of("use a list", SigningKeys.jwk("rsa-2048", "\"use\":[\"sig\"]")),
                Arguments.of("use null", SigningKeys.jwk("rsa-2048", "\"use\":null")),
                Arguments.of("key_ops sign", SigningKeys.jwk("rsa-2048", "\"key_ops\":[\"sign\"]")),
                Arguments.of("key_ops empty", SigningKeys.jwk("rsa-2048", "\"key_ops\":[]")),
                Arguments.of("key_ops a text", SigningKeys.jwk("rsa-2048", "\"key_ops\":\"verify\"")),
                Arguments.of("key_ops an object", SigningKeys.jwk("rsa-2048", "\"key_ops\":{\"a\":\"verify\"}")),
                Arguments.of("alg of encryption", SigningKeys.jwk("rsa-2048", "\"alg\":\"RSA-OAEP\"")),
                Arguments.of("alg of HMAC", SigningKeys.jwk("rsa-2048", "\"alg\":\"HS256\"")),
                Arguments.of("alg none", SigningKeys.jwk("rsa-2048", "\"alg\":\"none\"")),
                Arguments.of("alg of another type", SigningKeys.jwk("rsa-2048", "\"alg\":\"ES256\"")),
                Arguments.of("alg of another curve", SigningKeys.jwk("ec-256", "\"alg\":\"ES384\"")),
                Arguments.of("alg a number", SigningKeys.jwk("rsa-2048", "\"alg\":256")),
                Arguments.of("a private RSA key", SigningKeys.jwk("rsa-2048", "\"d\":\"AAAA\"")),
                Arguments.of("a private EC key", SigningKeys.jwk("ec-256", "\"d\":\"AAAA\"")),
                Arguments.of("kid a number", GOOD.replace("\"rsa-2048\"", "1")),
                Arguments.of("kid empty", GOOD.replace("\"rsa-2048\"", "\"\"")),
                Arguments.of("kid too long", GOOD.replace("rsa-2048", "k".repeat(257))),
                Arguments.of("no kty", GOOD.replace("\"kty\"", "\"kyt\"")),
                Arguments.of("kty in lower case", GOOD.replace("RSA", "rsa")),
                Arguments.of("no modulus", GOOD.replace("\"n\"", "\"m\"")),
                Arguments.of("padding", GOOD.replace("AQAB", "AQAB=")),
                Arguments.of("curve secp256k1", "{" + ec.replace("P-256", "secp256k1") + "}"),
                Arguments.of("curve of another size", "{" + ec.replace("P-256", "P-384") + "}"),
                Arguments.of("curve of another type", "{" + ec.replace("P-256", "Ed25519") + "}"),
                Arguments.of("a point beside the curve", "{" + ec.replaceFirst("\"x\":\"..", "\"x\":\"AA") + "}"),
                Arguments.of("the point 0, 0", "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}"),
                Arguments.of("Ed448", "{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"" + "A".repeat(76) + "\"}"),
                Arguments.of("X25519", "{" + SigningKeys.numbers("ed-25519").replace("Ed25519", "X25519") + "}"),
                Arguments.of("a short point", "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}"),
                Arguments.of("a text", "\"RSA\""),
                Arguments.of("null", "null"),
                Arguments.of("a list", "[]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unfit")
    void dropsKeysThatAreNotFitAndKeepsTheOthers(String what, String key) {
        String other = SigningKeys.jwk("ec-384", "");

        KeySetReader.Reading reading = keys(key, other);

        assertThat(reading.keys().ids()).as(what).containsExactly("ec-384");
        assertThat(reading.dropped()).hasSize(1);
    }

    static Stream<Arguments> fit() {
        return Stream.of(
                Arguments.of("plain", SigningKeys.jwk("rsa-2048", "")),
                Arguments.of("2048 bits", rsa(odd(2048), F4)),
                Arguments.of("8192 bits", rsa(odd(8192), F4)),
                Arguments.of("exponent 3", rsa(odd(2048), BigInteger.valueOf(3))),
                Arguments.of("key_ops verify", SigningKeys.jwk("rsa-2048", "\"key_ops\":[\"encrypt\",\"verify\"]")),
                Arguments.of(
                        "a certificate",
                        SigningKeys.jwk("rsa-2048", "\"x5c\":[\"MIIB\"],\"x5t\":\"AA\",\"x5u\":\"http://x\"")),
                Arguments.of("P-256", SigningKeys.jwk("ec-256", "\"alg\":\"ES256\"")),
                Arguments.of("P-384", SigningKeys.jwk("ec-384", "\"alg\":\"ES384\"")),
                Arguments.of("P-521", SigningKeys.jwk("ec-521", "\"alg\":\"ES512\"")),
                Arguments.of("Ed25519", SigningKeys.jwk("ed-25519", "\"alg\":\"EdDSA\"")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fit")
    void keepsKeysThatAreFit(String what, String key) {
        KeySetReader.Reading reading = keys(key);

        assertThat(reading.dropped()).as(what).isEmpty();
        assertThat(reading.keys().size()).isEqualTo(1);
    }

    @Test
    void dropsBothKeysOfOneId() {
        String twin = SigningKeys.jwk("rsa-other-2048", "").replace("rsa-other-2048", "rsa-2048");

        assertThat(keys(GOOD, twin, SigningKeys.jwk("ec-256", "")).keys().ids()).containsExactly("ec-256");
        assertThat(keys(GOOD, GOOD).keys().isEmpty()).isTrue();
        assertThat(keys(GOOD, "{\"kty\":\"oct\",\"kid\":\"rsa-2048\",\"k\":\"AAAA\"}")
                        .keys()
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aKeyForEncryptionMayHaveTheIdOfOneForSignatures() {
        String twin = SigningKeys.jwk("rsa-other-2048", "\"use\":\"enc\"").replace("rsa-other-2048", "rsa-2048");

        assertThat(keys(GOOD, twin).keys().ids()).containsExactly("rsa-2048");
    }

    @Test
    void aKeyThatNamesItsAlgorithmIsForNoOther() {
        KeySet keys = keys(GOOD, SigningKeys.jwk("ec-256", "")).keys();

        assertThat(keys.find("rsa-2048", Algorithm.RS256)).isNotNull();
        assertThat(keys.find("rsa-2048", Algorithm.RS384)).isNull();
        assertThat(keys.find("rsa-2048", Algorithm.PS256)).isNull();
        assertThat(keys.find("rsa-2048", Algorithm.ES256)).isNull();
        assertThat(keys.find("ec-256", Algorithm.ES256)).isNotNull();
        assertThat(keys.find("ec-256", Algorithm.ES384)).isNull();
        assertThat(keys.find(null, Algorithm.PS256)).isNull();
    }

    @Test
    void onlyRsaOfUsualLengthIsQuick() {
        assertThat(key(rsa(odd(2048), F4)).isQuick()).isTrue();
        assertThat(key(rsa(odd(4096), F4)).isQuick()).isTrue();
        assertThat(key(rsa(odd(4097), F4)).isQuick()).isFalse();
        assertThat(key(SigningKeys.jwk("ec-256", "")).isQuick()).isFalse();
        assertThat(key(SigningKeys.jwk("ed-25519", "")).isQuick()).isFalse();
    }

    private static VerificationKey key(String jwk) {
        KeySet keys = keys(jwk).keys();
        return Arrays.stream(Algorithm.values())
                .map(algorithm -> keys.find(keys.ids().get(0), algorithm))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "[]",
                "<!DOCTYPE html><html></html>",
                "{\"keys\":{}}",
                "{\"keys\":null}",
                "{\"keys\":[]} x",
                "{\"keys\":[],\"keys\":[]}"
            })
    void whatIsNoKeySetIsNone(String json) {
        assertThat(read(json)).isNull();
    }

    @Test
    void aSetWithoutEndIsNone() {
        assertThat(read("{\"keys\":[" + "{},".repeat(1000) + "{}]}")).isNull();
    }

    @Test
    void readingsOfTheSameKeysAreEqual() {
        assertThat(keys(GOOD).keys())
                .isEqualTo(keys(GOOD).keys())
                .hasSameHashCodeAs(keys(GOOD).keys());
        assertThat(keys(GOOD).keys())
                .isNotEqualTo(keys(GOOD.replace("rsa-2048", "other")).keys());
    }

    /** One in a hundred million; of some thousand none. */
    @Test
    void moduliOfOthersAreNotTakenForThoseOfWeakChips() {
        Random random = new Random(15361);
        for (int i = 0; i < 2000; i++) {
            BigInteger modulus = new BigInteger(2048, random).setBit(2047).setBit(0);
            assertThat(RocaFingerprint.isWeak(modulus)).isFalse();
        }
        assertThat(RocaFingerprint.isWeak(roca(2048))).isTrue();
        assertThat(RocaFingerprint.isWeak(roca(512).multiply(roca(768)))).isTrue();
    }

    @Test
    void theConfigurationKnowsEveryAlgorithm() {
        assertThat(Arrays.stream(Algorithm.values()).map(Algorithm::jwsName).collect(Collectors.toSet()))
                .isEqualTo(IssuerConfig.ALGORITHMS);
        assertThat(List.of("none", "HS256", "HS384", "HS512", "ES256K", "rs256", "Ed448", ""))
                .allSatisfy(name -> assertThat(Algorithm.of(name)).isNull());
    }

    /** Nimbus 10.10 has a class for it that needs Tink, which is not here: should that change, {@link VerificationKey} can be simpler. */
    @Test
    void nimbusCannotCheckEd25519Alone() {
        OctetKeyPair key = new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(new byte[32])).build();

        assertThat(catchThrowable(() -> new Ed25519Verifier(key))).isInstanceOf(NoClassDefFoundError.class);
    }
}
