package io.penstock.server.testing;

import io.penstock.credential.Secret;
import io.penstock.identity.GatewayKey;
import io.penstock.identity.Identity;
import io.penstock.identity.KeyForm;
import io.penstock.identity.KeyHash;
import io.penstock.identity.KeyTerms;
import io.penstock.identity.Role;
import io.penstock.identity.StoreException;
import io.penstock.store.SqliteKeyStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Keys of a gateway, in a store of their own. */
public final class Keyring implements AutoCloseable {
    private final SecureRandom random = new SecureRandom();
    private final Path directory;
    private final SqliteKeyStore store;

    public Keyring() {
        try {
            directory = Files.createTempDirectory("keyring");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store = new SqliteKeyStore(path());
    }

    /** The file, for {@code store.path}. */
    public Path path() {
        return directory.resolve("penstock.db");
    }

    /** A key that may ask any model. */
    public String issue(String owner) {
        return issue(owner, Set.of(Role.INFERENCE, Role.MODELS, Role.PROXY), List.of(), Set.of());
    }

    public String issue(String owner, Set<Role> roles, List<String> models, Set<String> surfaces) {
        return issue(new KeyTerms(owner, "", "", roles, models, surfaces, Identity.Grant.UNSAID));
    }

    public String issue(KeyTerms terms) {
        String id = KeyForm.newId(random);
        Secret key = KeyForm.newKey(id, random);
        try {
            store.insert(GatewayKey.issue(id, terms, KeyHash.of(key.reveal()), Instant.now(), null));
        } catch (StoreException e) {
            throw new IllegalStateException(e);
        }
        Canaries.plant(key.reveal());
        return key.reveal();
    }

    /** Takes a key back. */
    public void revoke(String key) {
        try {
            store.revoke(id(key), Instant.now());
        } catch (StoreException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The id in a key. */
    public static String id(String key) {
        return key.split("_", -1)[1];
    }

    @Override
    public void close() {
        store.close();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Canaries.look("the store", Files.readString(file, StandardCharsets.ISO_8859_1));
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
