package io.penstock.store;

import io.penstock.identity.GatewayKey;
import io.penstock.identity.KeyHash;
import io.penstock.identity.KeyStore;
import io.penstock.identity.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Gateway keys in a SQLite file. Nothing is made on the disk before the first call. */
public final class SqliteKeyStore implements KeyStore {
    private static final String VERSION = "SELECT version FROM gateway_keys_version";

    private static final String LIST = """
            SELECT id, owner, team, label, roles, models, surfaces, requests_per_minute, tokens_per_minute, concurrent,
                created_at, expires_at, revoked_at, hash, ends_at
            FROM gateway_keys JOIN gateway_key_hashes ON key_id = id
            ORDER BY created_at, id, hash""";

    private static final String INSERT_KEY = """
            INSERT INTO gateway_keys (id, owner, team, label, roles, models, surfaces, requests_per_minute,
                tokens_per_minute, concurrent, created_at, expires_at, revoked_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String INSERT_HASH = "INSERT INTO gateway_key_hashes (hash, key_id, ends_at) VALUES (?, ?, ?)";

    private static final String REVOKE = "UPDATE gateway_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL";

    private static final String IS_NOT_REVOKED = "SELECT 1 FROM gateway_keys WHERE id = ? AND revoked_at IS NULL";

    private static final String END_HASHES = """
            UPDATE gateway_key_hashes SET ends_at = ?1
            WHERE key_id = ?2 AND (ends_at IS NULL OR ends_at > ?1)""";

    private final SqliteDatabase database;

    /**
     * A store that opens its file when it is first asked for something.
     *
     * @param path the file; made where it is not there
     */
    public SqliteKeyStore(Path path) {
        this.database = new SqliteDatabase(path, Migrations.bundled());
    }

    @Override
    public String version() throws StoreException {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(VERSION);
                    ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        });
    }

    @Override
    public Listing list() throws StoreException {
        return database.read(connection -> {
            KeyRows rows = new KeyRows();
            try (PreparedStatement statement = connection.prepareStatement(LIST);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(row);
                }
            }
            return rows.listing();
        });
    }

    @Override
    public void insert(GatewayKey key) throws StoreException {
        database.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(INSERT_KEY)) {
                KeyRows.bind(statement, key);
                statement.executeUpdate();
            }
            for (GatewayKey.Issued issued : key.issued()) {
                insertHash(connection, key.id(), issued.hash(), issued.endsAt());
            }
            return key;
        });
    }

    private static void insertHash(Connection connection, String id, KeyHash hash, @Nullable Instant endsAt)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_HASH)) {
            statement.setBytes(1, hash.toBytes());
            statement.setString(2, id);
            KeyRows.bindTime(statement, 3, endsAt);
            statement.executeUpdate();
        }
    }

    @Override
    public boolean revoke(String id, Instant at) throws StoreException {
        return database.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(REVOKE)) {
                statement.setLong(1, at.toEpochMilli());
                statement.setString(2, id);
                return statement.executeUpdate() > 0;
            }
        });
    }

    @Override
    public boolean rotate(String id, KeyHash next, Instant endsAt) throws StoreException {
        return database.write(connection -> {
            if (!isThere(connection, id)) {
                return false;
            }
            try (PreparedStatement statement = connection.prepareStatement(END_HASHES)) {
                statement.setLong(1, endsAt.toEpochMilli());
                statement.setString(2, id);
                statement.executeUpdate();
            }
            insertHash(connection, id, next, null);
            return true;
        });
    }

    private static boolean isThere(Connection connection, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(IS_NOT_REVOKED)) {
            statement.setString(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
