package io.penstock.identity.token;

import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A map whose entries have an end, and of which there are no more than so many. All event loops use it at once and none waits: room is
 * made by the one that comes when there is none, by taking out what is over and, where that is not enough, whatever it meets first.
 */
final class ExpiringMap<K, V> {
    /** So much is free after room was made, that it need not be made again at once. */
    private static final int FREE_PART = 16;

    private final ConcurrentHashMap<K, Entry<V>> map = new ConcurrentHashMap<>();
    private final AtomicBoolean isMakingRoom = new AtomicBoolean();
    private final int sizeMax;

    private record Entry<V>(V value, long endNanos) {
        boolean isOver(long nowNanos) {
            return endNanos - nowNanos <= 0;
        }
    }

    ExpiringMap(int sizeMax) {
        this.sizeMax = sizeMax;
    }

    @Nullable
    V get(K key, long nowNanos) {
        Entry<V> entry = map.get(key);
        return entry == null || entry.isOver(nowNanos) ? null : entry.value;
    }

    /** Has a value stand for a key until its end, whatever stood there. */
    void put(K key, V value, long endNanos, long nowNanos) {
        makeRoom(nowNanos);
        map.put(key, new Entry<>(value, endNanos));
    }

    /** Has a value stand for a key unless another does whose end has not come; the one that stands there then. */
    V putIfAbsent(K key, V value, long endNanos, long nowNanos) {
        makeRoom(nowNanos);
        Entry<V> fresh = new Entry<>(value, endNanos);
        return map.merge(key, fresh, (old, ours) -> old.isOver(nowNanos) ? ours : old).value;
    }

    int size() {
        return map.size();
    }

    private void makeRoom(long nowNanos) {
        if (map.size() < sizeMax || !isMakingRoom.compareAndSet(false, true)) {
            return;
        }
        map.values().removeIf(entry -> entry.isOver(nowNanos));
        int tooMany = map.size() - (sizeMax - Math.max(1, sizeMax / FREE_PART));
        Iterator<K> keys = map.keySet().iterator();
        for (int i = 0; i < tooMany && keys.hasNext(); i++) {
            keys.next();
            keys.remove();
        }
        isMakingRoom.set(false);
    }
}
