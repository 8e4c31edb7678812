package io.penstock.identity.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.config.IssuerConfig;
import io.penstock.identity.Identity;
import io.penstock.identity.Role;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Who a token's claims say that it is, and what that one may.
 *
 * <p>A caller is known as {@code issuer#subject}, also while there is one issuer alone: with a second one nobody becomes another, and what
 * is kept under the name can be read by those who run the gateway. No issuer has a {@code #} in its name, so no two can be mistaken.
 */
final class ClaimMapping {
    private static final int NAME_CHARACTERS_MAX = 256;

    /** Matches no model: an empty list would be all of them, and who was given none must not have all. */
    private static final List<String> NO_MODELS = List.of("");

    private final String prefix;
    private final IssuerConfig.Claims claims;
    private final Set<Role> defaultRoles;
    private final Map<String, Set<Role>> roles = new HashMap<>();

    ClaimMapping(IssuerConfig issuer) {
        this.prefix = issuer.issuer() + "#";
        this.claims = issuer.claims();
        this.defaultRoles = roles(issuer.defaultRoles());
        issuer.roles().forEach((name, ours) -> roles.put(name, roles(ours)));
    }

    private static Set<Role> roles(Set<String> names) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        names.forEach(name -> roles.add(Role.valueOf(name.toUpperCase(Locale.ROOT))));
        return roles;
    }

    Identity identity(ObjectNode said) throws TokenRefusal {
        JsonNode subject = at(said, claims.subject());
        if (!isName(subject)) {
            throw TokenRefusals.SUBJECT_CLAIM;
        }
        return new Identity(
                prefix + subject.textValue(),
                "",
                team(said),
                roles(said),
                models(said),
                Set.of(),
                Identity.Grant.UNSAID);
    }

    private String team(ObjectNode said) throws TokenRefusal {
        JsonNode team = at(said, claims.team());
        if (isAbsent(team)) {
            return "";
        }
        if (!isName(team)) {
            throw TokenRefusals.TEAM_CLAIM;
        }
        return team.textValue();
    }

    private Set<Role> roles(ObjectNode said) throws TokenRefusal {
        Set<Role> granted = EnumSet.noneOf(Role.class);
        granted.addAll(defaultRoles);
        for (String name : words(at(said, claims.roles()))) {
            granted.addAll(roles.getOrDefault(name, Set.of()));
        }
        return granted;
    }

    private List<String> models(ObjectNode said) throws TokenRefusal {
        if (claims.models().isEmpty()) {
            return List.of();
        }
        List<String> patterns = words(at(said, claims.models()));
        return patterns.isEmpty() ? NO_MODELS : patterns;
    }

    /** The claim of this name, and where there is none, what the parts of the name lead to: names may be URLs, with dots in them. */
    private static JsonNode at(ObjectNode said, String name) {
        if (name.isEmpty() || said.has(name)) {
            return said.path(name);
        }
        JsonNode node = said;
        for (String part : name.split("\\.", -1)) {
            node = node.path(part);
        }
        return node;
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    /** What is a caller's name must be fit for a log and a row of a store. */
    private static boolean isName(JsonNode node) {
        String text = node.textValue();
        return text != null
                && !text.isEmpty()
                && text.length() <= NAME_CHARACTERS_MAX
                && text.codePoints().noneMatch(ClaimMapping::isUnprintable);
    }

    private static boolean isUnprintable(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.UNASSIGNED;
    }

    private static List<String> words(JsonNode said) throws TokenRefusal {
        List<String> words = new ArrayList<>();
        if (said.isTextual()) {
            for (String word : said.textValue().split(" ", -1)) {
                if (!word.isEmpty()) {
                    words.add(word);
                }
            }
            return words;
        }
        if (!said.isArray() && !isAbsent(said)) {
            throw TokenRefusals.LIST_CLAIM;
        }
        for (JsonNode each : said) {
            String word = each.textValue();
            if (word == null) {
                throw TokenRefusals.LIST_CLAIM;
            }
            words.add(word);
        }
        return words;
    }
}
