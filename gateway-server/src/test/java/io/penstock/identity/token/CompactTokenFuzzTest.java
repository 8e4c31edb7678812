package io.penstock.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.config.IssuerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Any text as a token: what is taken has one spelling, a header that leads nowhere, and an algorithm of the list. Since a fuzzer finds
 * JSON more easily than Base64, the input is also taken for the JSON of header and claims.
 */
final class CompactTokenFuzzTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> LED_AWAY = List.of("jku", "x5u", "jwk", "x5c", "crit", "b64", "zip");

    @FuzzTest(maxDuration = "1m")
    void takesOneSpellingOfATokenAlone(byte[] input) throws IOException {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        check(text);
        int dot = text.indexOf('\n');
        check(encoded(text.substring(0, Math.max(dot, 0))) + "." + encoded(text.substring(dot + 1)) + ".AAAA");
    }

    private static void check(String text) throws IOException {
        CompactToken token;
        try {
            token = CompactToken.read(text);
        } catch (TokenRefusal refusal) {
            return;
        }
        assertThat(text).hasSizeLessThanOrEqualTo(8192).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
        String[] parts = text.split("\\.", -1);
        for (String part : parts) {
            assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(decoded(part)))
                    .isEqualTo(part);
        }
        JsonNode header = JSON.readTree(decoded(parts[0]));
        assertThat(header.isObject()).isTrue();
        assertThat(LED_AWAY).noneMatch(header::has);
        assertThat(header.path("alg").textValue()).isIn(IssuerConfig.ALGORITHMS);
        assertThat(header.path("kid").isMissingNode() || header.path("kid").isTextual())
                .isTrue();
        assertThat(token.claims()).isEqualTo(JSON.readTree(decoded(parts[1])));
        assertThat(new String(token.signed(), StandardCharsets.US_ASCII)).isEqualTo(parts[0] + "." + parts[1]);
        assertThat(token.signature()).isEqualTo(decoded(parts[2]));
    }

    private static byte[] decoded(String part) {
        return Base64.getUrlDecoder().decode(part);
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.ISO_8859_1));
    }
}
