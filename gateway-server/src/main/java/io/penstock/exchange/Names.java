package io.penstock.exchange;

import io.penstock.codec.bytes.Ascii;
import io.penstock.codec.http.Head;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Field names of a head by their beginning, compared in place. */
final class Names {
    private Names() {}

    /** The first of {@code prefixes}, all lower case, that the name of field {@code i} begins with; null where none. */
    static @Nullable String prefixOf(Head head, int i, List<String> prefixes) {
        for (int p = 0; p < prefixes.size(); p++) {
            if (startsWith(head, i, prefixes.get(p))) {
                return prefixes.get(p);
            }
        }
        return null;
    }

    /** Whether field {@code i} has that name, given in lower case. */
    static boolean is(Head head, int i, String name) {
        return head.nameEnd(i) - head.nameStart(i) == name.length() && startsWith(head, i, name);
    }

    private static boolean startsWith(Head head, int i, String prefix) {
        int start = head.nameStart(i);
        if (head.nameEnd(i) - start < prefix.length()) {
            return false;
        }
        byte[] bytes = head.bytes();
        for (int at = 0; at < prefix.length(); at++) {
            if (Ascii.toLowerCase(bytes[start + at]) != prefix.charAt(at)) {
                return false;
            }
        }
        return true;
    }
}
