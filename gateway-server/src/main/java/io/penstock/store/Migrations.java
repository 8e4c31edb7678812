package io.penstock.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps from an empty database to the one that this code knows, each a file of SQL beside this class. A step says the version that it
 * leads to itself ({@code PRAGMA user_version}), so that it and its number are committed as one. Steps that were released never change.
 */
final class Migrations {
    private static final List<String> STEPS = List.of("001-gateway-keys.sql");

    private final List<String> scripts;

    /** The steps in order, as SQL. */
    Migrations(List<String> scripts) {
        this.scripts = List.copyOf(scripts);
    }

    /** Those of the gateway. */
    static Migrations bundled() {
        List<String> scripts = new ArrayList<>();
        STEPS.forEach(step -> scripts.add(read(step)));
        return new Migrations(scripts);
    }

    private static String read(String name) {
        try (InputStream file = Migrations.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The version that they lead to. */
    int latest() {
        return scripts.size();
    }

    /** The first {@code count} of them. */
    Migrations first(int count) {
        return new Migrations(scripts.subList(0, count));
    }

    /**
     * Takes a database to the latest version, from whichever it has; one that is newer is left alone. Steps are taken alone: the
     * connection begins its transactions with the right to write.
     *
     * @return its version then
     */
    int apply(Connection connection) throws SQLException {
        int version = version(connection);
        while (version < latest()) {
            version = step(connection);
        }
        return version;
    }

    /**
     * Another process may be at it: which step is next is asked again once nobody else can write. A step that fails leaves its transaction
     * to be rolled back by the end of the connection.
     */
    private int step(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        int version = version(connection);
        if (version < latest()) {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(scripts.get(version));
            }
            requireNext(version, version(connection));
        }
        connection.setAutoCommit(true);
        return version(connection);
    }

    private static void requireNext(int before, int after) throws SQLException {
        if (after != before + 1) {
            throw new SQLException("a step from version " + before + " leads to " + after);
        }
    }

    /** The version of a database; 0 of one that is empty. */
    static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.getInt(1);
        }
    }
}
