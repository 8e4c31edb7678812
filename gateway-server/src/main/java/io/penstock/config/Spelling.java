package io.penstock.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds what somebody may have meant who has written something unknown. */
final class Spelling {
    private Spelling() {}

    /** The known name that takes the fewest edits, if those are no more than {@code editsMax}; else null. */
    static @Nullable String nearest(String name, Collection<String> known, int editsMax) {
        String best = null;
        int bestEdits = editsMax + 1;
        for (String candidate : known) {
            // What differs in length by more cannot be nearer, and most of an environment does.
            if (Math.abs(name.length() - candidate.length()) >= bestEdits) {
                continue;
            }
            int edits = edits(name, candidate);
            if (edits < bestEdits) {
                best = candidate;
                bestEdits = edits;
            }
        }
        return best;
    }

    /** Characters to insert, delete, replace or swap with the next, at least (optimal string alignment); case does not count. */
    static int edits(String from, String to) {
        int[] beforeLast = new int[to.length() + 1];
        int[] last = new int[to.length() + 1];
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = last[j - 1] + (same(from, i, to, j) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && same(from, i, to, j - 1) && same(from, i - 1, to, j)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[to.length()];
    }

    private static boolean same(String from, int i, String to, int j) {
        return Character.toLowerCase(from.charAt(i - 1)) == Character.toLowerCase(to.charAt(j - 1));
    }
}
