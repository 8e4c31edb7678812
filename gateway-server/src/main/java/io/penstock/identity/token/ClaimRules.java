package io.penstock.identity.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.config.IssuerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What must be true of a token's claims (RFC 7519 4.1), whoever signed it. */
final class ClaimRules {
    /** The end of the year 9999: what is behind it is a mistake, or meant to overflow. */
    private static final long SECONDS_MAX = 253_402_300_799L;

    private final Set<String> audiences;
    private final long skewSeconds;

    ClaimRules(IssuerConfig issuer, Duration skew) {
        this.audiences = Set.copyOf(issuer.audiences());
        this.skewSeconds = skew.toSeconds();
    }

    /** Refuses claims that are not for this gateway, or not for now. */
    void check(ObjectNode claims, long nowSeconds) throws TokenRefusal {
        List<JsonNode> audience = audience(claims.path("aud"));
        if (audience.stream().noneMatch(this::isOurs)) {
            throw TokenRefusals.AUDIENCE;
        }
        JsonNode party = claims.get("azp");
        if (party != null && (!party.isTextual() || (audience.size() > 1 && !isOurs(party)))) {
            throw TokenRefusals.PARTY;
        }
        String subject = claims.path("sub").textValue();
        if (subject == null || subject.isEmpty()) {
            throw TokenRefusals.SUBJECT;
        }
        if (nowSeconds >= endSeconds(claims)) {
            throw TokenRefusals.EXPIRED;
        }
        if (isAhead(claims, "nbf", nowSeconds) || isAhead(claims, "iat", nowSeconds)) {
            throw TokenRefusals.EARLY;
        }
    }

    /** The first second in which the token is refused. */
    long endSeconds(ObjectNode claims) throws TokenRefusal {
        if (!claims.has("exp")) {
            throw TokenRefusals.NO_EXPIRY;
        }
        return seconds(claims, "exp") + skewSeconds;
    }

    private static List<JsonNode> audience(JsonNode said) throws TokenRefusal {
        if (said.isTextual()) {
            return List.of(said);
        }
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode each : said) {
            if (!said.isArray() || !each.isTextual()) {
                throw TokenRefusals.AUDIENCE;
            }
            all.add(each);
        }
        return all;
    }

    private boolean isOurs(JsonNode name) {
        return audiences.contains(name.textValue());
    }

    private boolean isAhead(ObjectNode claims, String name, long nowSeconds) throws TokenRefusal {
        return claims.has(name) && seconds(claims, name) > nowSeconds + skewSeconds;
    }

    /** Stricter than RFC 7519, which has fractions too: nobody sends them, and no two readers round them in one way. */
    private static long seconds(ObjectNode claims, String name) throws TokenRefusal {
        JsonNode value = claims.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw TokenRefusals.TIME;
        }
        long seconds = value.longValue();
        if (seconds < 0 || seconds > SECONDS_MAX) {
            throw TokenRefusals.TIME;
        }
        return seconds;
    }
}
