package io.penstock.store;

import io.penstock.identity.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * One connection to a SQLite file, opened by the first call that needs it. What a call has committed is on the disk (WAL,
 * {@code synchronous=FULL}); a lock that another process holds is waited for.
 *
 * <p>After a failure, and when another file has taken the place of this one, the next call opens anew. Only the first opening may make
 * the file or change its tables: a file that was there and is gone, or is empty, is a failure and not a store that holds nothing.
 */
final class SqliteDatabase implements AutoCloseable {
    private static final int BUSY_TIMEOUT_MILLIS = 5_000;

    private final SqliteFile file;
    private final Migrations migrations;
    private @Nullable Connection connection;
    private @Nullable Object identity;
    private boolean hasBeenOpen;
    private boolean isClosed;

    SqliteDatabase(Path path, Migrations migrations) {
        this.file = new SqliteFile(path);
        this.migrations = migrations;
    }

    /** What is done with a connection. */
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Runs {@code work}; each of its statements is a transaction by itself. */
    synchronized <T> T read(Work<T> work) throws StoreException {
        Connection open = connection();
        boolean isDone = false;
        try {
            T result = work.run(open);
            isDone = true;
            return result;
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            if (!isDone) {
                // It may be in the middle of a transaction, or its file be no database any more.
                drop();
            }
        }
    }

    /** Runs {@code work} as one transaction that holds the right to write from its start. */
    synchronized <T> T write(Work<T> work) throws StoreException {
        return read(open -> {
            open.setAutoCommit(false);
            T result = work.run(open);
            // Commits. The driver's commit() begins another transaction at once, and fails, although it has committed,
            // where it has to
            // wait too long for that.
            open.setAutoCommit(true);
            return result;
        });
    }

    private Connection connection() throws StoreException {
        if (isClosed) {
            throw new StoreException("the store is closed");
        }
        Connection open = connection;
        if (open != null && Objects.equals(identity, file.identity())) {
            return open;
        }
        drop();
        if (!hasBeenOpen) {
            file.create();
        } else if (!file.exists()) {
            throw new StoreException("store.path: " + file.path() + " is gone (expected: the file that was there)");
        }
        identity = file.identity();
        open = open();
        connection = open;
        hasBeenOpen = true;
        return open;
    }

    private Connection open() throws StoreException {
        boolean isGood = false;
        Connection opened = null;
        try {
            opened = config().createConnection("jdbc:sqlite:" + file.path());
            int version = hasBeenOpen ? Migrations.version(opened) : migrations.apply(opened);
            if (version != migrations.latest()) {
                throw unknown(version);
            }
            isGood = true;
            return opened;
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            if (!isGood) {
                close(opened);
            }
        }
    }

    private SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.enforceForeignKeys(true);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setGetGeneratedKeys(false);
        return config;
    }

    private StoreException unknown(int version) {
        String what =
                version > migrations.latest() ? "which a newer gateway has written" : "which is not what was there";
        return new StoreException("store.path: " + file.path() + " is of version " + version + ", " + what
                + " (expected: " + migrations.latest() + ")");
    }

    private StoreException failed(SQLException e) {
        if (e.getCause() instanceof NativeLibraryNotFoundException) {
            String directory = System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir"));
            return new StoreException(
                    "org.sqlite.tmpdir: " + directory
                            + " (expected: a directory that SQLite's library can be unpacked into and run from)",
                    e);
        }
        return new StoreException("store.path: " + file.path() + ": " + e.getMessage(), e);
    }

    private void drop() {
        close(connection);
        connection = null;
    }

    private static void close(@Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // It is given up in any case.
                return;
            }
        }
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        drop();
    }
}
