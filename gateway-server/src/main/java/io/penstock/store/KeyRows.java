package io.penstock.store;

import io.penstock.identity.GatewayKey;
import io.penstock.identity.Identity;
import io.penstock.identity.KeyHash;
import io.penstock.identity.KeyStore;
import io.penstock.identity.KeyTerms;
import io.penstock.identity.Role;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows to keys and back. A key has a row for each text that is or was it, and these come one after the other. */
final class KeyRows {
    private final Map<String, GatewayKey> keys = new LinkedHashMap<>();
    private final List<String> unreadable = new ArrayList<>();

    /** Takes the row that stands at hand. */
    void add(ResultSet row) throws SQLException {
        String id = row.getString("id");
        if (unreadable.contains(id)) {
            return;
        }
        try {
            GatewayKey.Issued issued =
                    new GatewayKey.Issued(KeyHash.ofBytes(row.getBytes("hash")), time(row, "ends_at"));
            GatewayKey before = keys.get(id);
            List<GatewayKey.Issued> all = new ArrayList<>(before == null ? List.of() : before.issued());
            all.add(issued);
            keys.put(
                    id,
                    new GatewayKey(
                            id,
                            terms(row),
                            all,
                            Instant.ofEpochMilli(row.getLong("created_at")),
                            time(row, "expires_at"),
                            time(row, "revoked_at")));
        } catch (IllegalArgumentException notOurs) {
            keys.remove(id);
            unreadable.add(id);
        }
    }

    KeyStore.Listing listing() {
        return new KeyStore.Listing(List.copyOf(keys.values()), unreadable);
    }

    private static KeyTerms terms(ResultSet row) throws SQLException {
        Set<Role> roles = items(row.getString("roles")).stream()
                .map(name -> Role.valueOf(name.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toUnmodifiableSet());
        return new KeyTerms(
                row.getString("owner"),
                row.getString("team"),
                row.getString("label"),
                roles,
                items(row.getString("models")),
                Set.copyOf(items(row.getString("surfaces"))),
                new Identity.Grant(
                        row.getLong("requests_per_minute"),
                        row.getLong("tokens_per_minute"),
                        count(row, "concurrent")));
    }

    /** What is too large for an int is too large for the terms as well, and must not turn into 0, which is no limit. */
    private static int count(ResultSet row, String column) throws SQLException {
        return (int) Math.max(-1, Math.min(row.getLong(column), Integer.MAX_VALUE));
    }

    private static List<String> items(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    /** Binds the thirteen values of a key, in the order of its table. */
    static void bind(PreparedStatement statement, GatewayKey key) throws SQLException {
        KeyTerms terms = key.terms();
        Identity.Grant grant = terms.grant();
        statement.setString(1, key.id());
        statement.setString(2, terms.owner());
        statement.setString(3, terms.team());
        statement.setString(4, terms.label());
        statement.setString(
                5,
                terms.roles().stream()
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .collect(Collectors.joining(",")));
        statement.setString(6, String.join(",", terms.models()));
        statement.setString(7, terms.surfaces().stream().sorted().collect(Collectors.joining(",")));
        statement.setLong(8, grant.requestsPerMinute());
        statement.setLong(9, grant.tokensPerMinute());
        statement.setInt(10, grant.concurrent());
        statement.setLong(11, key.createdAt().toEpochMilli());
        bindTime(statement, 12, key.expiresAt());
        bindTime(statement, 13, key.revokedAt());
    }

    static void bindTime(PreparedStatement statement, int index, @Nullable Instant time) throws SQLException {
        if (time == null) {
            statement.setNull(index, Types.INTEGER);
        } else {
            statement.setLong(index, time.toEpochMilli());
        }
    }
}
