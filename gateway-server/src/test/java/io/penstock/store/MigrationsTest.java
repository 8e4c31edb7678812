package io.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.identity.StoreException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MigrationsTest {
    private static final Migrations FOUR = new Migrations(List.of(
            "CREATE TABLE seen (step INTEGER); INSERT INTO seen VALUES (1); PRAGMA user_version = 1;",
            "INSERT INTO seen VALUES (2); PRAGMA user_version = 2;",
            "INSERT INTO seen VALUES (3); PRAGMA user_version = 3;",
            "INSERT INTO seen SELECT max(step) + 1 FROM seen; PRAGMA user_version = 4;"));

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("penstock.db");
    }

    private void open(Migrations migrations) throws StoreException {
        try (SqliteDatabase database = new SqliteDatabase(file(), migrations)) {
            database.read(Migrations::version);
        }
    }

    private List<Integer> seen(Migrations migrations) throws StoreException {
        try (SqliteDatabase database = new SqliteDatabase(file(), migrations)) {
            return database.read(connection -> {
                List<Integer> steps = new ArrayList<>();
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("SELECT step FROM seen ORDER BY rowid")) {
                    while (row.next()) {
                        steps.add(row.getInt(1));
                    }
                }
                return steps;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void takeADatabaseOfAnyVersionToTheLatestEachStepOnce(int from) throws StoreException {
        open(FOUR.first(from));

        open(FOUR);

        assertThat(seen(FOUR)).containsExactly(1, 2, 3, 4);
    }

    static IntStream olderVersions() {
        return IntStream.range(0, Migrations.bundled().latest());
    }

    @ParameterizedTest
    @MethodSource("olderVersions")
    void takeAGatewaysOwnDatabaseToTheLatest(int from) throws StoreException {
        open(Migrations.bundled().first(from));

        String text = StoredKeys.text();
        try (SqliteKeyStore store = new SqliteKeyStore(file())) {
            store.insert(StoredKeys.full(text));
            assertThat(store.list().keys()).containsExactly(StoredKeys.full(text));
        }
    }

    @Test
    void aStepThatFailsLeavesNothingOfItselfAndAllBeforeIt() throws StoreException {
        Migrations broken = new Migrations(List.of(
                "CREATE TABLE seen (step INTEGER); INSERT INTO seen VALUES (1); PRAGMA user_version = 1;",
                "INSERT INTO seen VALUES (2); PRAGMA user_version = 2; INSERT INTO nowhere VALUES (1);"));

        assertThatThrownBy(() -> open(broken))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no such table: nowhere");

        assertThat(seen(FOUR.first(1))).containsExactly(1);
        assertThat(seen(FOUR)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aStepThatDoesNotSayItsNumberIsRefused() {
        Migrations silent = new Migrations(List.of("CREATE TABLE seen (step INTEGER);"));

        assertThatThrownBy(() -> open(silent))
                .isInstanceOf(StoreException.class)
                .hasRootCauseInstanceOf(SQLException.class)
                .hasMessageContaining("a step from version 0 leads to 0");
    }
}
