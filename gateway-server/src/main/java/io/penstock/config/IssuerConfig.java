package io.penstock.config;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whose tokens are taken, and what is read of them.
 *
 * @param issuer the claim {@code iss}, to the letter
 * @param audiences one of them must be in the claim {@code aud}; never empty
 * @param keys where the issuer's keys are
 * @param algorithms what a token may be signed with, some of {@link #ALGORITHMS}; never empty
 * @param claims which claim says what
 * @param roles the issuer's names of roles, to some of {@link #ROLES}; any other name is nothing here
 * @param defaultRoles some of {@link #ROLES}, of whoever has a token that is good
 */
public record IssuerConfig(
        String issuer,
        List<String> audiences,
        KeyPlace keys,
        Set<String> algorithms,
        Claims claims,
        Map<String, Set<String>> roles,
        Set<String> defaultRoles) {
    /** What tokens may be signed with: asymmetric algorithms alone (RFC 7518 3.1, RFC 8037; EdDSA is Ed25519). */
    public static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

    /** What a caller may do. */
    public static final Set<String> ROLES = Set.of("inference", "models", "proxy", "admin");

    static final Set<String> DEFAULT_ROLES = Set.of("inference", "models", "proxy");

    /** A name that can stand before a subject, with this sign between them. */
    static final String EXPECTED = "the issuer's URL, as its tokens have it, without '#' and blanks";

    private static final int ISSUER_CHARACTERS_MAX = 512;

    /** Copies what could still be changed, and refuses what would let in anybody or nobody. */
    public IssuerConfig {
        audiences = List.copyOf(audiences);
        algorithms = Set.copyOf(algorithms);
        roles = Map.copyOf(roles);
        defaultRoles = Set.copyOf(defaultRoles);
        boolean isWhole = isIssuer(issuer) && !audiences.isEmpty() && !algorithms.isEmpty();
        boolean isKnown = ALGORITHMS.containsAll(algorithms)
                && ROLES.containsAll(defaultRoles)
                && roles.values().stream().allMatch(ROLES::containsAll);
        if (!isWhole || !isKnown) {
            throw new IllegalArgumentException(Setting.finding(
                    AuthConfig.ISSUERS, issuer, "an issuer, audiences, and algorithms and roles that are known"));
        }
    }

    /** An issuer of whose tokens no more than the subject is read. */
    static IssuerConfig plain(String issuer, List<String> audiences, KeyPlace keys) {
        return new IssuerConfig(issuer, audiences, keys, ALGORITHMS, Claims.PLAIN, Map.of(), DEFAULT_ROLES);
    }

    /** '#' ends the issuer in a caller's name; what is not printed must not get into a log. */
    static boolean isIssuer(String text) {
        return !text.isEmpty()
                && text.length() <= ISSUER_CHARACTERS_MAX
                && text.chars().allMatch(c -> c > ' ' && c <= '~' && c != '#');
    }

    /**
     * Which claim says what: a name, or names joined by dots that lead into objects.
     *
     * @param subject who it is
     * @param team who pays; empty for none
     * @param roles a list, or a text with blanks; empty for none
     * @param models a list, or a text with blanks; empty for none, which is all models
     */
    public record Claims(String subject, String team, String roles, String models) {
        /** The subject alone. */
        public static final Claims PLAIN = new Claims("sub", "", "", "");
    }
}
