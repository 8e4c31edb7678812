package io.penstock.server;

import io.penstock.credential.Secret;
import io.penstock.identity.GatewayKey;
import io.penstock.identity.KeyForm;
import io.penstock.identity.KeyHash;
import io.penstock.identity.KeyStore;
import io.penstock.identity.StoreException;
import io.penstock.store.SqliteKeyStore;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code gateway keys}: gives keys out, takes them back. A key itself goes to the output alone, for a script to take; all that is said
 * about it goes beside it. The store is the only thing that this shares with a running gateway.
 */
final class KeysCommand {
    private static final int REFUSED = 1;

    private final KeyStore store;
    private final Clock clock;
    private final PrintStream out;
    private final PrintStream err;
    private final SecureRandom random = new SecureRandom();

    KeysCommand(KeyStore store, Clock clock, PrintStream out, PrintStream err) {
        this.store = store;
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    /**
     * Does what is asked for with the store at {@code path}.
     *
     * @return the exit code of the process: 0, or 1 where it cannot be done
     */
    static int run(KeysLine line, Path path, PrintStream out, PrintStream err) {
        Path absolute = path.toAbsolutePath();
        if (line instanceof KeysLine.Create) {
            err.println("store: " + absolute);
        } else if (!Files.exists(absolute)) {
            // Most likely the wrong directory, where an empty store would only hide that.
            err.println("store.path: " + absolute
                    + " is not there (expected: the store of a gateway; keys create makes one)");
            return REFUSED;
        }
        try (KeyStore store = new SqliteKeyStore(absolute)) {
            return new KeysCommand(store, Clock.systemUTC(), out, err).run(line);
        }
    }

    int run(KeysLine line) {
        try {
            if (line instanceof KeysLine.Create create) {
                return create(create);
            } else if (line instanceof KeysLine.Revoke revoke) {
                return revoke(revoke.id());
            } else if (line instanceof KeysLine.Rotate rotate) {
                return rotate(rotate);
            }
            return list(((KeysLine.ListAll) line).isJson());
        } catch (StoreException failed) {
            err.println(failed.getMessage());
            return REFUSED;
        }
    }

    private int create(KeysLine.Create line) throws StoreException {
        String id = KeyForm.newId(random);
        Secret key = KeyForm.newKey(id, random);
        Duration lifetime = line.lifetime();
        Instant now = now();
        Instant expiresAt = lifetime == null ? null : now.plus(lifetime);
        store.insert(GatewayKey.issue(id, line.terms(), KeyHash.of(key.reveal()), now, expiresAt));
        String until = expiresAt == null ? "" : ", good until " + expiresAt;
        return show(key, "key " + id + " for " + line.terms().owner() + until + "; it is shown this once:");
    }

    private int rotate(KeysLine.Rotate line) throws StoreException {
        GatewayKey found = find(line.id());
        if (found == null) {
            return unknown(line.id());
        }
        GatewayKey.State state = found.stateAt(now());
        if (state != GatewayKey.State.ACTIVE) {
            return refused(line.id(), KeyList.word(state));
        }
        Secret key = KeyForm.newKey(line.id(), random);
        Instant endsAt = now().plus(line.grace());
        if (!store.rotate(line.id(), KeyHash.of(key.reveal()), endsAt)) {
            return refused(line.id(), KeyList.word(GatewayKey.State.REVOKED));
        }
        String old = line.grace().isZero() ? "the old one is no good any more" : "the old one is good until " + endsAt;
        return show(key, "key " + line.id() + " is another one now, " + old + "; it is shown this once:");
    }

    /** Past milliseconds nothing is kept, and what is said should be what is kept. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private int show(Secret key, String hint) {
        err.println(hint);
        out.println(key.reveal());
        if (out.checkError()) {
            err.println("it could not be printed: revoke it");
            return REFUSED;
        }
        return 0;
    }

    private int revoke(String id) throws StoreException {
        if (store.revoke(id, now())) {
            err.println("key " + id + " is revoked");
            return 0;
        }
        if (find(id) == null) {
            return unknown(id);
        }
        err.println("key " + id + " was revoked before");
        return 0;
    }

    private int list(boolean isJson) throws StoreException {
        KeyStore.Listing listing = store.list();
        KeyList list = new KeyList(listing.keys(), now());
        if (isJson) {
            list.printJson(out);
        } else {
            list.print(out);
        }
        listing.unreadable().forEach(id -> err.println("key " + id + " cannot be read, and lets nobody in"));
        return 0;
    }

    private @Nullable GatewayKey find(String id) throws StoreException {
        for (GatewayKey key : store.list().keys()) {
            if (key.id().equals(id)) {
                return key;
            }
        }
        return null;
    }

    private int unknown(String id) {
        return refused(id, "unknown");
    }

    private int refused(String id, String why) {
        err.println("key " + id + ": " + why + " (expected: the id of a key that is good, as keys list prints it)");
        return REFUSED;
    }
}
