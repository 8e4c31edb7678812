package io.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.identity.GatewayKey;
import io.penstock.identity.KeyHash;
import io.penstock.identity.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SqliteKeyStoreTest {
    @TempDir
    private Path folder;

    private Path file;
    private SqliteKeyStore store;
    private final String text = StoredKeys.text();
    private final String id = StoredKeys.id(text);

    @BeforeEach
    void choose() {
        file = folder.resolve("state/penstock.db");
        store = new SqliteKeyStore(file);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<GatewayKey> keys() throws StoreException {
        assertThat(store.list().unreadable()).isEmpty();
        return store.list().keys();
    }

    private GatewayKey only() throws StoreException {
        assertThat(keys()).hasSize(1);
        return keys().get(0);
    }

    /** What somebody does to the file by hand. */
    private void byHand(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Test
    void makesNothingBeforeItIsAsked() {
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void keepsAllThatIsSaidOfAKey() throws StoreException {
        String other = StoredKeys.text();
        store.insert(StoredKeys.full(text));
        store.insert(StoredKeys.plain(other));

        try (SqliteKeyStore another = new SqliteKeyStore(file)) {
            assertThat(another.list().keys()).containsExactlyInAnyOrder(StoredKeys.full(text), StoredKeys.plain(other));
        }
    }

    @Test
    void isReadableForItsOwnerAlone() throws StoreException, IOException {
        store.insert(StoredKeys.plain(text));

        for (String name : List.of("penstock.db", "penstock.db-wal", "penstock.db-shm")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.resolveSibling(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void aKeyIsNowhereInItsFiles() throws StoreException, IOException {
        String next = "psk_" + id + StoredKeys.text().substring(14);
        store.insert(StoredKeys.full(text));
        store.rotate(id, KeyHash.of(next), StoredKeys.NOW);

        int files = 0;
        try (var all = Files.newDirectoryStream(file.getParent())) {
            for (Path each : all) {
                files++;
                String bytes = new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1);
                for (String key : List.of(text, next)) {
                    // Neither a part of it, but for the id.
                    assertThat(bytes).as(each.toString()).doesNotContain(key.substring(15, 31), key.substring(31, 58));
                }
            }
        }
        assertThat(files).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'; DROP TABLE gateway_keys; --",
                "' OR (SELECT load_extension('x'))--",
                "\"; ATTACH DATABASE '/tmp/x' AS x; --",
                "?1, (SELECT hash FROM gateway_key_hashes)",
                "%s \\' {0} $1 :owner",
            })
    void sqlInANameIsAName(String name) throws StoreException {
        store.insert(StoredKeys.named(text, name, name, name, null));

        assertThat(only()).isEqualTo(StoredKeys.named(text, name, name, name, null));
        assertThat(store.revoke(name, StoredKeys.NOW)).isFalse();
        assertThat(store.rotate(name, KeyHash.of("other"), StoredKeys.NOW)).isFalse();
        assertThat(only().revokedAt()).isNull();
    }

    @Test
    void takesAKeyBackOnce() throws StoreException {
        store.insert(StoredKeys.plain(text));
        Instant at = StoredKeys.NOW.plusSeconds(5);

        assertThat(store.revoke(id, at)).isTrue();
        assertThat(store.revoke(id, at.plusSeconds(1))).isFalse();

        assertThat(only().revokedAt()).isEqualTo(at);
        assertThat(store.revoke("0000000000", at)).isFalse();
    }

    @Test
    void aRotationEndsWhatWasBeforeAndNeverLater() throws StoreException {
        store.insert(StoredKeys.plain(text));
        Instant soon = StoredKeys.NOW.plusSeconds(10);
        KeyHash second = KeyHash.of("second");
        KeyHash third = KeyHash.of("third");

        assertThat(store.rotate(id, second, soon)).isTrue();
        assertThat(store.rotate(id, third, soon.plusSeconds(10))).isTrue();

        assertThat(only().issued())
                .containsExactlyInAnyOrder(
                        new GatewayKey.Issued(KeyHash.of(text), soon),
                        new GatewayKey.Issued(second, soon.plusSeconds(10)),
                        new GatewayKey.Issued(third, null));
    }

    @Test
    void aKeyThatWasTakenBackIsNotRotated() throws StoreException {
        store.insert(StoredKeys.plain(text));
        store.revoke(id, StoredKeys.NOW);

        assertThat(store.rotate(id, KeyHash.of("next"), StoredKeys.NOW)).isFalse();
        assertThat(only().issued()).hasSize(1);
    }

    @Test
    void aTransactionThatFailsHalfwayLeavesNothingAndTheNextOneIsFine() throws StoreException {
        store.insert(StoredKeys.plain(text));
        GatewayKey sameHash = StoredKeys.full(StoredKeys.text());
        GatewayKey clash =
                new GatewayKey(sameHash.id(), sameHash.terms(), only().issued(), sameHash.createdAt(), null, null);

        assertThatThrownBy(() -> store.insert(clash)).isInstanceOf(StoreException.class);

        assertThat(only().id()).isEqualTo(id);
        store.insert(sameHash);
        assertThat(keys()).hasSize(2);
    }

    @Test
    void itsVersionIsAnotherAfterEveryChangeAndOnlyThen() throws StoreException, SQLException {
        Set<String> seen = new HashSet<>();
        seen.add(store.version());
        assertThat(seen).contains(store.version());

        store.insert(StoredKeys.plain(text));
        assertThat(seen.add(store.version())).isTrue();
        store.rotate(id, KeyHash.of("next"), StoredKeys.NOW);
        assertThat(seen.add(store.version())).isTrue();
        store.revoke(id, StoredKeys.NOW);
        assertThat(seen.add(store.version())).isTrue();
        store.revoke(id, StoredKeys.NOW);
        assertThat(seen).contains(store.version());
        byHand("UPDATE gateway_keys SET label = 'by hand'");
        assertThat(seen.add(store.version())).isTrue();
        byHand("DELETE FROM gateway_key_hashes");
        assertThat(seen.add(store.version())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "roles = 'inference,root'",
                "roles = ''",
                "concurrent = 4294967296",
                "owner = ''",
                "models = 'a,,b'"
            })
    void aRowThatCannotBeReadIsNamedAndTheOthersStay(String change) throws StoreException, SQLException {
        String other = StoredKeys.text();
        store.insert(StoredKeys.plain(text));
        store.rotate(id, KeyHash.of("next"), StoredKeys.NOW);
        store.insert(StoredKeys.plain(other));

        byHand("UPDATE gateway_keys SET " + change + " WHERE id = '" + id + "'");

        assertThat(store.list().unreadable()).containsExactly(id);
        assertThat(store.list().keys()).containsExactly(StoredKeys.plain(other));
    }

    @Test
    void aNewerGatewaysFileIsRefusedAndLeftAlone() throws StoreException, SQLException {
        store.insert(StoredKeys.plain(text));
        byHand("PRAGMA user_version = 99");

        try (SqliteKeyStore older = new SqliteKeyStore(file)) {
            assertThatThrownBy(older::list)
                    .isInstanceOf(StoreException.class)
                    .hasMessage("store.path: " + file
                            + " is of version 99, which a newer gateway has written (expected: 1)");
        }
        byHand("PRAGMA user_version = 1");
        assertThat(only()).isEqualTo(StoredKeys.plain(text));
    }

    @Test
    void whatIsNoDatabaseIsRefusedAndLeftAlone() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "not a database, but something that somebody may want to keep. ".repeat(100));
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(store::list)
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("store.path: " + file);

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aFileThatWasThereAndIsGoneOrEmptyIsAFailureAndNotAnEmptyStore() throws StoreException, IOException {
        try (SqliteKeyStore another = new SqliteKeyStore(file)) {
            another.insert(StoredKeys.plain(text));
        }
        assertThat(only()).isEqualTo(StoredKeys.plain(text));
        Path kept = Files.move(file, file.resolveSibling("kept.db"));

        assertThatThrownBy(store::version).isInstanceOf(StoreException.class).hasMessageContaining(" is gone ");
        assertThat(file).doesNotExist();
        Files.createFile(file);
        assertThatThrownBy(store::version).isInstanceOf(StoreException.class).hasMessageContaining(" is of version 0");

        Files.move(kept, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(only()).isEqualTo(StoredKeys.plain(text));
    }

    @Test
    void anotherStoreThatTakesItsPlaceIsSeen() throws StoreException, IOException {
        store.insert(StoredKeys.plain(text));
        String before = store.version();
        String other = StoredKeys.text();
        Path made = folder.resolve("other.db");
        try (SqliteKeyStore another = new SqliteKeyStore(made)) {
            another.insert(StoredKeys.plain(other));
        }

        Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(file.resolveSibling("penstock.db-wal"));
        Files.deleteIfExists(file.resolveSibling("penstock.db-shm"));

        assertThat(store.version()).isNotEqualTo(before);
        assertThat(only()).isEqualTo(StoredKeys.plain(other));
    }

    @Test
    void aDirectoryThatCannotBeMadeIsSaid() throws IOException {
        Path taken = Files.createFile(folder.resolve("taken"));
        try (SqliteKeyStore nowhere = new SqliteKeyStore(taken.resolve("penstock.db"))) {
            assertThatThrownBy(nowhere::list)
                    .isInstanceOf(StoreException.class)
                    .hasMessageEndingWith("cannot be made (expected: a directory to write to)");
        }
    }

    @Test
    void aClosedStoreSaysSo() {
        store.close();

        assertThatThrownBy(store::list).isInstanceOf(StoreException.class).hasMessage("the store is closed");
    }
}
