package io.penstock.surface;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The paths without variables, found by all of their bytes at once: an open-addressing table over the bytes of the request head,
 * so that no String is made. At most a quarter full, which keeps a miss at one or two slots.
 */
final class LiteralPaths {
    private final @Nullable Slot[] slots;
    private final Map<String, PathRows> byText;

    private static final class Slot {
        private final int hash;
        private final byte[] path;
        private final PathRows rows;

        private Slot(int hash, byte[] path, PathRows rows) {
            this.hash = hash;
            this.path = path;
            this.rows = rows;
        }
    }

    LiteralPaths(Map<String, PathRows> byText) {
        this.byText = Map.copyOf(byText);
        this.slots = new Slot[Integer.highestOneBit(Math.max(1, byText.size())) * 8];
        byText.forEach(this::add);
    }

    private void add(String text, PathRows rows) {
        byte[] path = text.getBytes(StandardCharsets.US_ASCII);
        int hash = hash(path, 0, path.length);
        int at = hash & slots.length - 1;
        while (slots[at] != null) {
            at = at + 1 & slots.length - 1;
        }
        slots[at] = new Slot(hash, path, rows);
    }

    @Nullable
    PathRows find(String path) {
        return byText.get(path);
    }

    @Nullable
    PathRows find(byte[] bytes, int start, int end) {
        int hash = hash(bytes, start, end);
        int at = hash & slots.length - 1;
        for (Slot slot = slots[at]; slot != null; slot = slots[at]) {
            if (slot.hash == hash && Arrays.equals(slot.path, 0, slot.path.length, bytes, start, end)) {
                return slot.rows;
            }
            at = at + 1 & slots.length - 1;
        }
        return null;
    }

    private static int hash(byte[] bytes, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash ^ hash >>> 16;
    }
}
