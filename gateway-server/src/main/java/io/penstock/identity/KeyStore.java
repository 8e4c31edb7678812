package io.penstock.identity;

import java.time.Instant;
import java.util.List;

/**
 * Where gateway keys are kept. Every call may block for seconds: never made on an event loop. Safe for use by several threads, and
 * beside other processes that use the same store. After a failure the next call tries anew.
 */
public interface KeyStore extends AutoCloseable {

    /** What is another text whenever the keys may be others; says nothing else. Cheap enough to be asked for every second. */
    String version() throws StoreException;

    /** All keys, the oldest first. */
    Listing list() throws StoreException;

    /** Keeps a new key. When this returns, it is kept, whatever becomes of the process or the machine. */
    void insert(GatewayKey key) throws StoreException;

    /**
     * Takes a key back.
     *
     * @return false where there is none of that id, or it was taken back before
     */
    boolean revoke(String id, Instant at) throws StoreException;

    /**
     * Puts another text in the place of a key's.
     *
     * @param next the hash of the new one
     * @param endsAt until when those before it are good as well; a text whose end is nearer keeps it
     * @return false where there is no key of that id, or it was taken back
     */
    boolean rotate(String id, KeyHash next, Instant endsAt) throws StoreException;

    @Override
    void close();

    /**
     * What a store holds.
     *
     * @param keys that can be read
     * @param unreadable the ids of those that cannot: changed by hand into what is none; nobody gets in with these
     */
    record Listing(List<GatewayKey> keys, List<String> unreadable) {
        /** Keeps its own copies. */
        public Listing {
            keys = List.copyOf(keys);
            unreadable = List.copyOf(unreadable);
        }
    }
}
