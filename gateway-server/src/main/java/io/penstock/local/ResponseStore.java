package io.penstock.local;

import io.penstock.config.ResponsesConfig;
import io.penstock.dialect.responses.stored.Shelf;
import io.penstock.dialect.responses.stored.StoredResponse;
import io.penstock.exchange.Caller;
import io.penstock.exchange.StoredResponses;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stored responses in memory, the one that was used last at the end: the first ones go, when there are too many of them or their time is
 * over. One lock guards all; it is held for a step in a map, once or twice a request.
 *
 * <p>A conversation is a chain of responses, and each is there once however many go on from it. One that was deleted or has gone stays in
 * memory, to be told to providers but not to be found, for as long as a later one goes on from it, and is counted for as long.
 */
public final class ResponseStore implements StoredResponses {
    /** What an entry costs besides its bytes: objects, arrays and its place in the map. */
    private static final long ENTRY_BYTES = 512;

    private static final long ITEM_BYTES = 32;

    private final Supplier<ResponsesConfig> config;
    private final LongSupplier nanoTime;
    private final Map<String, Entry> byUse = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** A store that goes by what {@code config} says at the moment. */
    public ResponseStore(Supplier<ResponsesConfig> config, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
    }

    @Override
    public @Nullable Shelf of(Caller caller) {
        return config.get().entriesMax() == 0 ? null : new CallersShelf(caller);
    }

    /** Forgets a response; false where the caller has none of that id. */
    boolean delete(Caller caller, String id) {
        synchronized (byUse) {
            if (find(caller, id) == null) {
                return false;
            }
            remove(id);
            return true;
        }
    }

    /** How many are to be found. */
    int size() {
        synchronized (byUse) {
            return byUse.size();
        }
    }

    /** The bytes that all have that are in memory. */
    long bytes() {
        synchronized (byUse) {
            return bytes;
        }
    }

    private @Nullable Entry find(Caller caller, String id) {
        synchronized (byUse) {
            dropExpired();
            Entry entry = byUse.get(id);
            if (entry == null || !entry.caller.equals(caller)) {
                return null;
            }
            entry.usedAtNanos = nanoTime.getAsLong();
            return entry;
        }
    }

    private void add(Entry entry) {
        synchronized (byUse) {
            dropExpired();
            entry.usedAtNanos = nanoTime.getAsLong();
            remove(entry.id);
            byUse.put(entry.id, entry);
            hold(entry);
            ResponsesConfig limits = config.get();
            while (byUse.size() > limits.entriesMax() || (bytes > limits.bytesMax() && !byUse.isEmpty())) {
                remove(byUse.keySet().iterator().next());
            }
        }
    }

    private void dropExpired() {
        long liveNanos = config.get().timeToLive().toNanos();
        long now = nanoTime.getAsLong();
        Iterator<Entry> eldest = byUse.values().iterator();
        while (eldest.hasNext()) {
            Entry entry = eldest.next();
            if (now - entry.usedAtNanos < liveNanos) {
                return;
            }
            eldest.remove();
            letGo(entry);
        }
    }

    private void remove(String id) {
        Entry entry = byUse.remove(id);
        if (entry != null) {
            letGo(entry);
        }
    }

    /** Counts the entry in, and those before it that nobody else holds. */
    private void hold(Entry entry) {
        for (Entry each = entry; each != null && each.holders++ == 0; each = each.previous) {
            bytes += each.bytes();
        }
    }

    private void letGo(Entry entry) {
        for (Entry each = entry; each != null && --each.holders == 0; each = each.previous) {
            bytes -= each.bytes();
        }
    }

    /** What one caller sees. */
    private final class CallersShelf implements Shelf {
        private final Caller caller;

        private CallersShelf(Caller caller) {
            this.caller = caller;
        }

        @Override
        public @Nullable StoredResponse find(String id) {
            return ResponseStore.this.find(caller, id);
        }

        @Override
        public long responseBytesMax() {
            return config.get().responseBytesMax();
        }

        @Override
        public void store(String id, byte[] document, List<byte[]> input, @Nullable StoredResponse previous) {
            add(new Entry(caller, id, document, input, (Entry) previous));
        }
    }

    /** A response. What changes is guarded by the lock. */
    private static final class Entry implements StoredResponse {
        private final Caller caller;
        private final String id;
        private final byte[] document;
        private final List<byte[]> input;
        private final @Nullable Entry previous;
        private long usedAtNanos;
        /** The map, and each entry that goes on from it and is itself held. */
        private int holders;

        private Entry(Caller caller, String id, byte[] document, List<byte[]> input, @Nullable Entry previous) {
            this.caller = caller;
            this.id = id;
            this.document = document;
            this.input = input;
            this.previous = previous;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public byte[] document() {
            return document;
        }

        @Override
        public List<byte[]> input() {
            return input;
        }

        @Override
        public @Nullable Entry previous() {
            return previous;
        }

        @Override
        public long bytes() {
            return StoredResponse.super.bytes() + ENTRY_BYTES + ITEM_BYTES * input.size();
        }
    }
}
