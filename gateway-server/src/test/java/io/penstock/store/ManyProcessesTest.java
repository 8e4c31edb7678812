package io.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.identity.GatewayKey;
import io.penstock.identity.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One file, other processes: at the same time, and gone in the middle of it. */
@DisabledOnOs(OS.WINDOWS)
final class ManyProcessesTest {
    /** So few that each has its turn within the five seconds for which it waits, where a disk needs a tenth of one to keep a key. */
    private static final int KEYS = 20;

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("penstock.db");
    }

    private List<String> ids() throws StoreException {
        try (SqliteKeyStore store = new SqliteKeyStore(file())) {
            return store.list().keys().stream().map(GatewayKey::id).toList();
        }
    }

    @Test
    void allThatBeginTogetherOnNoFileKeepAllTheirKeys() throws IOException, StoreException {
        List<String> kept = new ArrayList<>();
        try (KeyWriter one = KeyWriter.start(file(), KEYS);
                KeyWriter two = KeyWriter.start(file(), KEYS);
                KeyWriter three = KeyWriter.start(file(), KEYS)) {
            for (KeyWriter writer : List.of(one, two, three)) {
                kept.addAll(writer.next(KEYS));
            }
        }

        assertThat(kept).hasSize(3 * KEYS);
        assertThat(ids()).containsExactlyInAnyOrderElementsOf(kept);
    }

    @Test
    void whatWasKeptBeforeAKillIsThereAfterIt() throws IOException, StoreException, InterruptedException, SQLException {
        List<String> kept = new ArrayList<>();
        for (int round = 1; round <= 4; round++) {
            try (KeyWriter writer = KeyWriter.start(file(), 1_000_000)) {
                kept.addAll(writer.next(7 * round));
                writer.kill();
                // What was said and not yet read was kept as well.
                kept.addAll(writer.next(1_000_000));
            }

            assertThat(kept).hasSizeGreaterThanOrEqualTo(7 * round);
            List<String> found = ids();
            assertThat(found).containsAll(kept);
            // One more may be kept each time, which there was no time to say.
            assertThat(found.size() - kept.size()).isBetween(0, round);
            assertThat(integrity()).isEqualTo("ok");
        }
    }

    private String integrity() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA integrity_check")) {
            return row.getString(1);
        }
    }
}
