package io.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.penstock.config.KeysConfig;
import io.penstock.identity.Credential;
import io.penstock.identity.GatewayKeys;
import io.penstock.identity.KeyForm;
import io.penstock.identity.KeyHash;
import io.penstock.identity.KeyWatch;
import io.penstock.identity.StoreException;
import io.penstock.identity.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A running watch over a file that another store writes to, as the command line does. */
final class WatchedStoreTest {
    private static final String READ = "gateway keys read";
    private static final String FAILED = "the store of gateway keys cannot be read: those that are known stay good";
    private static final String RECOVERED = "the store of gateway keys can be read again";

    @TempDir
    private Path folder;

    private final Logged logged = new Logged();
    private final GatewayKeys keys = new GatewayKeys(Clock.systemUTC());
    private final String text = StoredKeys.text();
    private final String id = StoredKeys.id(text);
    private SqliteKeyStore writer;
    private KeyWatch watch;

    /** What the watch has logged. */
    private static final class Logged extends AppenderBase<ILoggingEvent> {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            messages.add(event.getMessage());
        }

        private void await(String message) throws InterruptedException {
            assertThat(messages.poll(20, TimeUnit.SECONDS)).isEqualTo(message);
        }
    }

    @BeforeEach
    void start() throws StoreException, InterruptedException {
        logged.start();
        logger().addAppender(logged);
        // Closed before the watch opens it, so that all of it is in one file, and not in the log beside it.
        try (SqliteKeyStore before = new SqliteKeyStore(file())) {
            before.insert(StoredKeys.plain(text));
        }
        watch = new KeyWatch(new SqliteKeyStore(file()), keys);
        watch.follow(new KeysConfig(true, Duration.ofMillis(20)));
        logged.await(READ);
        writer = new SqliteKeyStore(file());
    }

    @AfterEach
    void close() {
        logger().detachAppender(logged);
        watch.close();
        writer.close();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(KeyWatch.class);
    }

    private Path file() {
        return folder.resolve("penstock.db");
    }

    private boolean isGood(String credential) {
        return keys.check(Credential.of(credential), "192.0.2.1", late -> {}) instanceof Verdict.Known;
    }

    @Test
    void seesAKeyThatIsGivenOut() throws StoreException, InterruptedException {
        String other = StoredKeys.text();
        assertThat(isGood(other)).isFalse();

        writer.insert(StoredKeys.plain(other));
        logged.await(READ);

        assertThat(isGood(other)).isTrue();
        assertThat(isGood(text)).isTrue();
    }

    @Test
    void seesAKeyThatIsTakenBack() throws StoreException, InterruptedException {
        assertThat(isGood(text)).isTrue();

        writer.revoke(id, Instant.now());
        logged.await(READ);

        assertThat(isGood(text)).isFalse();
    }

    @Test
    void seesARotationWithAndWithoutGrace() throws StoreException, InterruptedException {
        String second = another();
        writer.rotate(id, KeyHash.of(second), Instant.now().plusSeconds(3600));
        logged.await(READ);
        assertThat(isGood(text)).isTrue();
        assertThat(isGood(second)).isTrue();

        String third = another();
        writer.rotate(id, KeyHash.of(third), Instant.now());
        logged.await(READ);
        assertThat(isGood(text)).isFalse();
        assertThat(isGood(second)).isFalse();
        assertThat(isGood(third)).isTrue();
    }

    /** Another key of the same id. */
    private String another() {
        return KeyForm.newKey(id, new SecureRandom()).reveal();
    }

    @Test
    void keepsWhatItKnowsWhileGarbageStandsInItsPlace() throws IOException, InterruptedException {
        Path garbage = Files.writeString(folder.resolve("garbage"), "garbage ".repeat(10_000));
        Path kept = Files.copy(file(), folder.resolve("kept"));

        Files.move(garbage, file(), StandardCopyOption.REPLACE_EXISTING);
        logged.await(FAILED);
        assertThat(isGood(text)).isTrue();

        Files.move(kept, file(), StandardCopyOption.REPLACE_EXISTING);
        logged.await(RECOVERED);
        assertThat(isGood(text)).isTrue();
    }

    @Test
    void keepsWhatItKnowsWhileTheFileIsGone() throws IOException, InterruptedException {
        Path kept = Files.copy(file(), folder.resolve("kept"));

        Files.delete(file());
        logged.await(FAILED);
        assertThat(isGood(text)).isTrue();
        assertThat(file()).doesNotExist();

        Files.move(kept, file());
        logged.await(RECOVERED);
        assertThat(isGood(text)).isTrue();
    }

    /** A reader of a WAL waits for nobody but one who holds the file for itself alone, as a repair by hand may. */
    @Test
    void keepsWhatItKnowsWhileSomebodyHoldsTheFile() throws SQLException, InterruptedException {
        watch.close();
        try (Connection holder = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = holder.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("BEGIN EXCLUSIVE");
            watch = new KeyWatch(new SqliteKeyStore(file()), keys);
            watch.follow(new KeysConfig(true, Duration.ofMillis(20)));
            logged.await(FAILED);
            assertThat(isGood(text)).isTrue();
            statement.execute("COMMIT");
        }

        logged.await(READ);
        logged.await(RECOVERED);
        assertThat(isGood(text)).isTrue();
    }
}
