package io.penstock.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.impl.ECDSA;
import io.penstock.identity.SigningKeys;
import io.penstock.identity.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What has been tried on readers of tokens, each as a token that would be good without it. */
final class ForgedTokensTest {
    private static final JudgeRig RIG = new JudgeRig();
    private static final String CLAIMS = JudgeRig.claims();
    private static final String RSA_HEADER = "{\"alg\":\"RS256\",\"kid\":\"rsa-2048\"}";
    private static final String EC_HEADER = "{\"alg\":\"ES256\",\"kid\":\"ec-256\"}";

    @AfterAll
    static void close() {
        RIG.close();
    }

    private static String input(String header) {
        return SigningKeys.base64(header) + "." + SigningKeys.base64(CLAIMS);
    }

    /** A token with this header and a signature that is good. */
    private static Arguments rsa(String what, String header) {
        return Arguments.of(what, SigningKeys.token("RS256", header, CLAIMS));
    }

    private static Arguments bare(String what, String header, String signature) {
        return Arguments.of(what, input(header) + "." + signature);
    }

    static Stream<Arguments> unsigned() {
        List<Arguments> all = new ArrayList<>();
        for (String none : List.of("none", "None", "NONE", "nOnE", "", " RS256", "rs256", "RS256\\u0000")) {
            String header = "{\"alg\":\"" + none + "\",\"kid\":\"rsa-2048\"}";
            all.add(bare("alg " + none + ", no signature", header, ""));
            all.add(bare("alg " + none + ", some signature", header, "AAAA"));
            all.add(rsa("alg " + none + ", a signature", header));
        }
        all.add(bare("empty signature", RSA_HEADER, ""));
        all.add(Arguments.of("no signature", input(RSA_HEADER)));
        all.add(Arguments.of("no claims", SigningKeys.base64(RSA_HEADER) + "..AAAA"));
        all.add(bare("no alg", "{\"kid\":\"rsa-2048\"}", "AAAA"));
        all.add(bare("alg a number", "{\"alg\":256,\"kid\":\"rsa-2048\"}", "AAAA"));
        all.add(bare("alg a list", "{\"alg\":[\"RS256\"],\"kid\":\"rsa-2048\"}", "AAAA"));
        all.add(bare("alg null", "{\"alg\":null,\"kid\":\"rsa-2048\"}", "AAAA"));
        return all.stream();
    }

    /** The public key is no secret: who takes it for one signs with what everybody knows. */
    static Stream<Arguments> signedWithAPublicKey() throws GeneralSecurityException {
        List<Arguments> all = new ArrayList<>();
        for (String id : List.of("rsa-2048", "ec-256")) {
            byte[] der = SigningKeys.pair(id).getPublic().getEncoded();
            String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(der);
            String pem = "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----";
            List<byte[]> secrets = List.of(
                    der,
                    pem.getBytes(StandardCharsets.US_ASCII),
                    (pem + "\n").getBytes(StandardCharsets.US_ASCII),
                    SigningKeys.jwk(id, "").getBytes(StandardCharsets.US_ASCII));
            for (String algorithm : List.of("HS256", "HS384", "HS512")) {
                for (int i = 0; i < secrets.size(); i++) {
                    String input = input("{\"alg\":\"" + algorithm + "\",\"kid\":\"" + id + "\"}");
                    Mac mac = Mac.getInstance("HmacSHA" + algorithm.substring(2));
                    mac.init(new SecretKeySpec(secrets.get(i), "HMAC"));
                    String tag = SigningKeys.base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
                    all.add(Arguments.of(algorithm + " with " + id + " " + i, input + "." + tag));
                }
            }
        }
        return all.stream();
    }

    static Stream<Arguments> wrongPrimitives() {
        List<Arguments> all = new ArrayList<>();
        for (String claimed : SigningKeys.ALGORITHMS) {
            for (String made : SigningKeys.ALGORITHMS) {
                if (!claimed.equals(made)) {
                    for (String algorithmOfKey : List.of(claimed, made)) {
                        String header =
                                "{\"alg\":\"" + claimed + "\",\"kid\":\"" + SigningKeys.idFor(algorithmOfKey) + "\"}";
                        all.add(Arguments.of(
                                claimed + " signed as " + made + " by the key of " + algorithmOfKey,
                                SigningKeys.signed(made, SigningKeys.idFor(made), input(header))));
                    }
                }
            }
        }
        return all.stream();
    }

    static Stream<Arguments> headersThatLeadAway() {
        String attacker = SigningKeys.jwk("rsa-other-2048", "").replace("rsa-other-2048", "rsa-2048");
        List<Arguments> all = new ArrayList<>();
        for (String member : List.of(
                "\"jwk\":" + attacker,
                "\"jwk\":\"\"",
                "\"jku\":\"https://evil.example/keys\"",
                "\"jku\":\"http://127.0.0.1:1/\"",
                "\"x5u\":\"https://evil.example/chain\"",
                "\"x5c\":[\"MIIB\"]",
                "\"x5c\":\"MIIB\"",
                "\"crit\":[\"exp\"]",
                "\"crit\":[]",
                "\"crit\":null",
                "\"b64\":false",
                "\"b64\":true",
                "\"zip\":\"DEF\"")) {
            String header = "{\"alg\":\"RS256\",\"kid\":\"rsa-2048\"," + member + "}";
            all.add(rsa(member + ", signed well", header));
            all.add(Arguments.of(
                    member + ", signed by another", SigningKeys.signed("RS256", "rsa-other-2048", input(header))));
        }
        return all.stream();
    }

    static Stream<Arguments> headersThatCanBeReadInTwoWays() {
        return Stream.of(
                rsa("alg twice", "{\"alg\":\"RS256\",\"alg\":\"none\",\"kid\":\"rsa-2048\"}"),
                rsa("alg twice, the same", "{\"alg\":\"RS256\",\"alg\":\"RS256\",\"kid\":\"rsa-2048\"}"),
                rsa("alg twice, escaped", "{\"alg\":\"RS256\",\"\\u0061lg\":\"none\",\"kid\":\"rsa-2048\"}"),
                rsa("kid twice", "{\"alg\":\"RS256\",\"kid\":\"x\",\"kid\":\"rsa-2048\"}"),
                rsa("an object", "{\"alg\":\"RS256\",\"kid\":\"rsa-2048\",\"a\":{}}"),
                rsa("a list", "{\"alg\":\"RS256\",\"kid\":\"rsa-2048\",\"a\":[]}"),
                rsa("something behind it", RSA_HEADER + "{}"),
                rsa("a list of it", "[" + RSA_HEADER + "]"),
                rsa("a comment", "/**/" + RSA_HEADER),
                rsa("a byte order mark", "\uFEFF" + RSA_HEADER),
                rsa("single quotes", RSA_HEADER.replace('"', '\'')),
                rsa("nothing", ""),
                rsa("null", "null"),
                rsa("a text", "\"RS256\""),
                rsa("too large", "{\"alg\":\"RS256\",\"kid\":\"rsa-2048\",\"a\":\"" + "x".repeat(2000) + "\"}"),
                rsa("the type of a logout", "{\"alg\":\"RS256\",\"kid\":\"rsa-2048\",\"typ\":\"logout+jwt\"}"),
                rsa("the type of a proof", "{\"alg\":\"RS256\",\"kid\":\"rsa-2048\",\"typ\":\"application/DPoP+JWT\"}"),
                rsa("a type that is a number", "{\"alg\":\"RS256\",\"kid\":\"rsa-2048\",\"typ\":1}"),
                utf16(),
                badUtf8());
    }

    private static Arguments utf16() {
        String header = SigningKeys.base64(RSA_HEADER.getBytes(StandardCharsets.UTF_16BE));
        return Arguments.of(
                "UTF-16", SigningKeys.signed("RS256", "rsa-2048", header + "." + SigningKeys.base64(CLAIMS)));
    }

    private static Arguments badUtf8() {
        byte[] header = "{\"alg\":\"RS256\",\"kid\":\"rsa-2048\",\"a\":\"?\"}".getBytes(StandardCharsets.US_ASCII);
        header[header.length - 3] = (byte) 0xff;
        String input = SigningKeys.base64(header) + "." + SigningKeys.base64(CLAIMS);
        return Arguments.of("bad UTF-8", SigningKeys.signed("RS256", "rsa-2048", input));
    }

    static Stream<Arguments> claimsThatCanBeReadInTwoWays() {
        return Stream.of(
                        CLAIMS.replace("{", "{\"sub\":\"root\","),
                        CLAIMS.replace("{", "{\"aud\":\"other\","),
                        CLAIMS.replace("{", "{\"\\u0065xp\":99999999999,"),
                        CLAIMS + " x",
                        CLAIMS + CLAIMS,
                        "[" + CLAIMS + "]",
                        CLAIMS.replace("}", ",}"),
                        CLAIMS.replace("}", ",\"a\":NaN}"),
                        CLAIMS.replace("}", ",\"a\":" + "[".repeat(100) + "]".repeat(100) + "}"),
                        CLAIMS.replace("}", ",\"a\":" + "9".repeat(100) + "}"))
                .map(claims -> Arguments.of(claims, SigningKeys.token("RS256", RSA_HEADER, claims)));
    }

    static Stream<Arguments> keyIds() {
        return Stream.of(
                        "\"unknown\"",
                        "\"../../dev/null\"",
                        "\"/dev/null\"",
                        "\"' OR '1'='1\"",
                        "\"x' UNION SELECT 'key\"",
                        "\"rsa-2048\\u0000\"",
                        "\"\\u0000\"",
                        "\"\"",
                        "\"RSA-2048\"",
                        "\"rsa-2048 \"",
                        "\"http://evil.example/keys\"",
                        "\"" + "k".repeat(257) + "\"",
                        "\"" + "k".repeat(1 << 20) + "\"",
                        "1",
                        "null",
                        "true",
                        "[\"rsa-2048\"]",
                        "{\"kid\":\"rsa-2048\"}")
                .map(id -> rsa(id.substring(0, Math.min(40, id.length())), "{\"alg\":\"RS256\",\"kid\":" + id + "}"));
    }

    static Stream<Arguments> abusedBase64() {
        String good = SigningKeys.token("RS256", RSA_HEADER, CLAIMS);
        int first = good.indexOf('.');
        int second = good.lastIndexOf('.');
        List<Arguments> all = new ArrayList<>();
        for (String junk : List.of(" ", "\t", "\n", "\r\n", "=", "==", "+", "/", "!", "\u0000", "\u00e9", ",", "%3D")) {
            for (int at :
                    new int[] {0, 5, first, first + 1, first + 5, second, second + 1, second + 5, good.length()}) {
                String token = good.substring(0, at) + junk + good.substring(at);
                all.add(Arguments.of("'" + junk + "' at " + at, token));
            }
        }
        for (String dots : List.of(".", "..", "A.", ".A", "A..", ".A.B", "A.B.", "A.B.C.D", "A.B.C.D.E", "....")) {
            all.add(Arguments.of(dots, dots));
        }
        all.add(Arguments.of("a part more", good + ".AAAA"));
        all.add(Arguments.of("a dot more", good + "."));
        all.add(Arguments.of("a dot before", "." + good));
        all.add(Arguments.of("twice", good + good));
        all.add(Arguments.of(
                "too long", SigningKeys.token("RS256", CLAIMS.replace("}", ",\"a\":\"" + "x".repeat(8192) + "\"}"))));
        return all.stream();
    }

    static Stream<Arguments> curves() throws Exception {
        String input = input(EC_HEADER);
        byte[] good = SigningKeys.signature("ES256", "ec-256", input);
        byte[] order = ((ECPublicKey) SigningKeys.pair("ec-256").getPublic())
                .getParams()
                .getOrder()
                .toByteArray();
        byte[] n = Arrays.copyOfRange(order, order.length - 32, order.length);
        byte[] zero = new byte[32];
        byte[] one = new byte[32];
        one[31] = 1;
        byte[] r = Arrays.copyOf(good, 32);
        byte[] s = Arrays.copyOfRange(good, 32, 64);
        List<Arguments> all = new ArrayList<>();
        byte[][] numbers = {zero, one, n, r, s, ones()};
        for (int i = 0; i < numbers.length; i++) {
            for (int j = 0; j < numbers.length; j++) {
                if (i != 3 || j != 4) {
                    all.add(Arguments.of(
                            "r " + i + ", s " + j, input + "." + SigningKeys.base64(joined(numbers[i], numbers[j]))));
                }
            }
        }
        all.add(Arguments.of("DER", input + "." + SigningKeys.base64(ECDSA.transcodeSignatureToDER(good))));
        all.add(Arguments.of("a byte more", input + "." + SigningKeys.base64(joined(good, new byte[1]))));
        all.add(Arguments.of("a byte less", input + "." + SigningKeys.base64(Arrays.copyOf(good, 63))));
        all.add(Arguments.of("half", input + "." + SigningKeys.base64(r)));
        all.add(Arguments.of(
                "wider", input + "." + SigningKeys.base64(joined(joined(new byte[1], r), joined(new byte[1], s)))));
        all.add(Arguments.of("of 96 bytes", input + "." + SigningKeys.base64(Arrays.copyOf(good, 96))));
        return all.stream();
    }

    private static byte[] ones() {
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 0xff);
        return ones;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({
        "unsigned",
        "signedWithAPublicKey",
        "wrongPrimitives",
        "headersThatLeadAway",
        "headersThatCanBeReadInTwoWays",
        "claimsThatCanBeReadInTwoWays",
        "keyIds",
        "abusedBase64",
        "curves"
    })
    void areRefused(String what, String token) {
        int fetched = RIG.fetched.size();

        assertThat(RIG.check(token)).as(what).isInstanceOf(Verdict.Refused.class);

        assertThat(RIG.fetched)
                .as("keys are read where the issuer has them, and nowhere else")
                .allSatisfy(url -> assertThat(url).hasToString("https://id.example/keys"));
        assertThat(RIG.fetched.size() - fetched).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "PS256", "ES256", "EdDSA"})
    void aTokenChangedAtAnyPlaceIsRefused(String algorithm) {
        String good = SigningKeys.token(algorithm, CLAIMS);
        assertThat(RIG.check(good)).isInstanceOf(Verdict.Known.class);
        for (int at = 0; at < good.length(); at++) {
            for (String other : List.of("", "A", "B", "_", "9", ".", "=")) {
                String changed = good.substring(0, at) + other + good.substring(at + 1);
                if (!changed.equals(good)) {
                    assertThat(RIG.check(changed)).as("%s at %s", other, at).isInstanceOf(Verdict.Refused.class);
                }
            }
        }
    }

    @Test
    void noneOfTwentyThousandMutationsPasses() {
        SplittableRandom random = new SplittableRandom(20_261_128);
        List<String> good = new ArrayList<>();
        SigningKeys.ALGORITHMS.forEach(algorithm -> good.add(SigningKeys.token(algorithm, CLAIMS)));
        for (int i = 0; i < 20_000; i++) {
            String token = good.get(random.nextInt(good.size()));
            String mutated = mutated(token, good.get(random.nextInt(good.size())), random);
            Verdict verdict = RIG.check(mutated);
            assertThat(verdict instanceof Verdict.Known).as(mutated).isEqualTo(good.contains(mutated));
        }
    }

    private static String mutated(String token, String other, SplittableRandom random) {
        String text = token;
        for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(20));
            text = switch (random.nextInt(6)) {
                case 0 -> text.substring(0, at) + (char) ('!' + random.nextInt(94)) + text.substring(at);
                case 1 -> text.substring(0, at) + text.substring(at + 1);
                case 2 ->
                    text.substring(0, at)
                            + SigningKeys.base64(new byte[] {(byte) random.nextInt()})
                            + text.substring(end);
                case 3 -> text.substring(0, at) + text.substring(end) + text.substring(at, end);
                case 4 -> text.substring(0, text.lastIndexOf('.') + 1) + other.substring(other.lastIndexOf('.') + 1);
                default -> other.substring(0, other.indexOf('.') + 1) + text.substring(text.indexOf('.') + 1);
            };
            if (text.indexOf('.') < 0 || text.isEmpty()) {
                return text;
            }
        }
        return text;
    }
}
