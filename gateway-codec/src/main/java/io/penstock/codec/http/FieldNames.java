package io.penstock.codec.http;

import org.jspecify.annotations.Nullable;

/**
 * Finds a {@link Field} by the bytes of its name: a hash table with open addressing, built once. Names are compared eight bytes at a
 * time: a byte may differ from the lower-case name by the bit of case alone, and only where that has a letter.
 */
final class FieldNames {
    private static final int MASK = 1023;
    private static final int CASE = 0x20;
    private static final @Nullable FieldNames[] TABLE = new @Nullable FieldNames[MASK + 1];

    static {
        for (Field field : Field.values()) {
            byte[] name = field.ascii().bytes();
            int slot = slot(name, 0, name.length);
            while (TABLE[slot] != null) {
                slot = (slot + 1) & MASK;
            }
            TABLE[slot] = new FieldNames(field);
        }
    }

    private final Field field;
    private final int length;
    private final long[] words;
    /** The bits of each word in which a name may differ. */
    private final long[] cases;

    private FieldNames(Field field) {
        this.field = field;
        byte[] name = field.ascii().bytes();
        length = name.length;
        words = new long[(length + Long.BYTES - 1) / Long.BYTES];
        cases = new long[words.length];
        for (int i = 0; i < length; i++) {
            int shift = i % Long.BYTES * Byte.SIZE;
            boolean isLetter = name[i] >= 'a' && name[i] <= 'z';
            words[i / Long.BYTES] |= (long) name[i] << shift;
            cases[i / Long.BYTES] |= isLetter ? (long) CASE << shift : 0;
        }
    }

    /** The field of that name, of at least one byte, in any case; null where it is not known. */
    static @Nullable Field find(byte[] bytes, int start, int end) {
        int slot = slot(bytes, start, end);
        for (FieldNames name = TABLE[slot]; name != null; name = TABLE[slot]) {
            if (name.isSame(bytes, start, end)) {
                return name.field;
            }
            slot = (slot + 1) & MASK;
        }
        return null;
    }

    /** Length and four bytes tell the names apart; a hash over all bytes cost 90 ns more per head of 12 fields. */
    private static int slot(byte[] bytes, int start, int end) {
        int length = end - start;
        int hash = (bytes[start] | CASE)
                + 31 * (bytes[start + (length >>> 2)] | CASE)
                + 157 * (bytes[start + (length >>> 1)] | CASE)
                + 1031 * (bytes[end - 1] | CASE)
                + 4099 * length;
        return (hash ^ (hash >>> 10)) & MASK;
    }

    private boolean isSame(byte[] bytes, int start, int end) {
        if (length != end - start) {
            return false;
        }
        int at = start;
        int i = 0;
        for (; at + Long.BYTES <= end; at += Long.BYTES, i++) {
            if (((Octets.word(bytes, at) ^ words[i]) & ~cases[i]) != 0) {
                return false;
            }
        }
        return at == end || ((Octets.word(bytes, at, end) ^ words[i]) & ~cases[i]) == 0;
    }
}
