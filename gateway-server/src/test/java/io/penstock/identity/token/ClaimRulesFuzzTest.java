package io.penstock.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.config.IssuerConfig;
import io.penstock.config.KeyPlace;
import io.penstock.identity.keyset.StrictJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Any JSON as claims: what is let in is for this gateway, names somebody, and is good now, by exact arithmetic. */
final class ClaimRulesFuzzTest {
    private static final long NOW = 1_800_000_000;
    private static final int SKEW = 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClaimRules rules = new ClaimRules(
            new IssuerConfig(
                    "https://id.example",
                    List.of("gateway"),
                    new KeyPlace.Local(Path.of("keys")),
                    IssuerConfig.ALGORITHMS,
                    IssuerConfig.Claims.PLAIN,
                    Map.of(),
                    Set.of()),
            Duration.ofSeconds(SKEW));

    @FuzzTest(maxDuration = "1m")
    void letsInWhatIsForThisGatewayAndNow(byte[] input) throws IOException {
        ObjectNode claims = StrictJson.object(input);
        if (claims == null || !isLetIn(claims)) {
            return;
        }
        JsonNode read = JSON.reader()
                .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readTree(input);
        assertThat(read.path("sub").textValue()).isNotEmpty();
        assertThat(audience(read.path("aud"))).contains("gateway");
        assertThat(read.path("exp").decimalValue()).isGreaterThan(BigDecimal.valueOf(NOW - SKEW));
        for (String begin : List.of("nbf", "iat")) {
            if (read.has(begin)) {
                assertThat(read.path(begin).decimalValue()).isBetween(BigDecimal.ZERO, BigDecimal.valueOf(NOW + SKEW));
            }
        }
    }

    private boolean isLetIn(ObjectNode claims) {
        try {
            rules.check(claims, NOW);
            return true;
        } catch (TokenRefusal refusal) {
            return false;
        }
    }

    private static List<String> audience(JsonNode said) {
        List<String> names = new ArrayList<>();
        if (said.isTextual()) {
            names.add(said.textValue());
        }
        said.forEach(each -> names.add(each.textValue()));
        return names;
    }
}
