package io.penstock.server;

import io.penstock.identity.Identity;
import io.penstock.identity.KeyTerms;
import io.penstock.identity.Role;
import io.penstock.surface.RouteRow;
import io.penstock.surface.SurfaceTable;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What {@code gateway keys} was asked for. */
sealed interface KeysLine {
    /** For the help text. */
    String HELP = """
              keys create         give a key of the gateway's own out; prints it this once, and nothing else on stdout
                --owner NAME        whose it is (required)
                --team NAME         who pays
                --label TEXT        what it is for
                --roles LIST        of inference, models, proxy, admin; inference,models unless said: proxy calls any of a
                                    provider's own APIs with your credential, admin manages the gateway
                --models LIST       the only models it may ask, * for any run of characters: 'openai/*,groq/llama-*'
                --surfaces LIST     the only families of URLs it may call, as the routes command names them
                --expires TIME      from when on it is no good: 30m, 24h, 90d; never unless said
                --rpm N             requests a minute
                --tpm N             model tokens a minute
                --concurrent N      requests at one time
              keys list           print what is known of all keys, which is not the keys
                --json              as JSON
              keys revoke ID      take a key back; a running gateway sees it within auth.keys.refreshInterval
              keys rotate ID      give another key out in place of one, with the same id and terms; prints it as create does
                --grace TIME        how long the old one is good beside it: 0s unless said
            """;

    /**
     * Give a key out.
     *
     * @param lifetime null for one without end
     */
    record Create(KeyTerms terms, @Nullable Duration lifetime) implements KeysLine {}

    /** Print what is known of all. */
    record ListAll(boolean isJson) implements KeysLine {}

    /** Take a key back. */
    record Revoke(String id) implements KeysLine {}

    /**
     * Give another out in place of one.
     *
     * @param grace how long the old one is good beside it
     */
    record Rotate(String id, Duration grace) implements KeysLine {}

    /**
     * Reads what stands behind {@code keys}.
     *
     * @throws IllegalArgumentException where something is not known, missing or no value
     */
    static KeysLine parse(List<String> words) {
        String verb = words.isEmpty() ? "nothing" : words.get(0);
        List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
        return switch (verb) {
            case "create" -> create(rest);
            case "list" -> list(rest);
            case "revoke" -> new Revoke(KeyOptions.parse(rest, Set.of()).id());
            case "rotate" -> rotate(rest);
            default ->
                throw new IllegalArgumentException("keys: " + verb + " (expected: create, list, revoke or rotate)");
        };
    }

    private static Create create(List<String> words) {
        KeyOptions options = KeyOptions.parse(
                words,
                Set.of(
                        "--owner",
                        "--team",
                        "--label",
                        "--roles",
                        "--models",
                        "--surfaces",
                        "--expires",
                        "--rpm",
                        "--tpm",
                        "--concurrent"));
        options.requireNoId();
        KeyTerms terms = new KeyTerms(
                options.required("--owner"),
                options.text("--team"),
                options.text("--label"),
                roles(options.items("--roles")),
                options.items("--models"),
                surfaces(options.items("--surfaces")),
                new Identity.Grant(options.count("--rpm", Long.MAX_VALUE), options.count("--tpm", Long.MAX_VALUE), (int)
                        options.count("--concurrent", Integer.MAX_VALUE)));
        return new Create(terms, options.isThere("--expires") ? options.lifetime("--expires") : null);
    }

    private static ListAll list(List<String> words) {
        boolean isJson = words.equals(List.of("--json"));
        KeyOptions.parse(isJson ? List.of() : words, Set.of()).requireNoId();
        return new ListAll(isJson);
    }

    private static Rotate rotate(List<String> words) {
        KeyOptions options = KeyOptions.parse(words, Set.of("--grace"));
        return new Rotate(options.id(), options.isThere("--grace") ? options.duration("--grace") : Duration.ZERO);
    }

    private static Set<Role> roles(List<String> names) {
        if (names.isEmpty()) {
            return EnumSet.of(Role.INFERENCE, Role.MODELS);
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : names) {
            roles.add(role(name));
        }
        return roles;
    }

    private static Role role(String name) {
        for (Role role : Role.values()) {
            if (role.name().toLowerCase(Locale.ROOT).equals(name)) {
                return role;
            }
        }
        throw new IllegalArgumentException("--roles: " + name + " (expected: inference, models, proxy, admin)");
    }

    private static Set<String> surfaces(List<String> names) {
        Set<String> known = new TreeSet<>();
        for (RouteRow row : SurfaceTable.standard().rows()) {
            if (!row.isPublic()) {
                known.add(row.surface());
            }
        }
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "--surfaces: " + name + " (expected: " + String.join(", ", known) + ")");
            }
        }
        return Set.copyOf(names);
    }
}
