package io.penstock.identity.token;

import io.penstock.config.IssuerConfig;
import io.penstock.identity.Identity;
import io.penstock.identity.keyset.Algorithm;
import io.penstock.identity.keyset.KeySource;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** One whose tokens are taken: what its tokens must be, and its keys. Immutable, but for the keys. */
final class Issuer {
    private final KeySource source;
    private final Set<Algorithm> algorithms = EnumSet.noneOf(Algorithm.class);
    private final ClaimRules rules;
    private final ClaimMapping mapping;

    Issuer(IssuerConfig config, Duration skew, KeySource source) {
        this.source = source;
        this.rules = new ClaimRules(config, skew);
        this.mapping = new ClaimMapping(config);
        for (Algorithm algorithm : Algorithm.values()) {
            if (config.algorithms().contains(algorithm.jwsName())) {
                algorithms.add(algorithm);
            }
        }
    }

    KeySource source() {
        return source;
    }

    /** Whose a token is if its signature is good; refuses one of which that need not be known. */
    Identity judge(CompactToken token, long nowSeconds) throws TokenRefusal {
        if (!algorithms.contains(token.algorithm())) {
            throw TokenRefusals.ISSUERS_ALGORITHM;
        }
        rules.check(token.claims(), nowSeconds);
        return mapping.identity(token.claims());
    }

    /** The first second in which a token is refused. */
    long endSeconds(CompactToken token) throws TokenRefusal {
        return rules.endSeconds(token.claims());
    }
}
