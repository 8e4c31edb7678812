package io.penstock.dialect.bedrock.answer;

/**
 * The blocks of a stream that have begun by a start of their own and not stopped, by their index: mostly one. However absurd the indices,
 * no more is kept than is open, and no more may be open than {@link #OPEN_MAX}.
 */
final class OpenBlocks {
    /** More than that at once is no answer. */
    static final int OPEN_MAX = 64;

    /** No such block has begun: texts and reasoning need no start, and what is not translated is not kept. */
    static final int NOT_OPEN = -1;
    /** From here downwards, images, one for each format of {@link BlockReader#IMAGE_TYPES}. */
    static final int IMAGE = -2;

    private final long[] indices = new long[OPEN_MAX];
    private final int[] kinds = new int[OPEN_MAX];
    private int count;

    /** What the block is: one of the above, or the number of a call. */
    int kind(long index) {
        int at = find(index);
        return at < 0 ? NOT_OPEN : kinds[at];
    }

    /** A block begins; false where there are too many. One of the same index is forgotten. */
    boolean open(long index, int kind) {
        close(index);
        if (count == OPEN_MAX) {
            return false;
        }
        indices[count] = index;
        kinds[count++] = kind;
        return true;
    }

    /** A block stops; says what it was. */
    int close(long index) {
        int at = find(index);
        if (at < 0) {
            return NOT_OPEN;
        }
        int kind = kinds[at];
        count--;
        indices[at] = indices[count];
        kinds[at] = kinds[count];
        return kind;
    }

    private int find(long index) {
        for (int i = count - 1; i >= 0; i--) {
            if (indices[i] == index) {
                return i;
            }
        }
        return -1;
    }
}
