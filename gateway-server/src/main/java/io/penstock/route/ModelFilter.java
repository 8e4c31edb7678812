package io.penstock.route;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which models the operator lets be used. A name is on a list if the whole of it is, or what follows its first slash; neither case nor
 * blanks around it count. A list of what is allowed wins: then the other does not count at all.
 */
final class ModelFilter {
    private final Set<String> allowed;
    private final Set<String> disallowed;

    ModelFilter(List<String> allowed, List<String> disallowed) {
        this.allowed = plain(allowed);
        this.disallowed = plain(disallowed);
    }

    private static Set<String> plain(List<String> names) {
        Set<String> plain = new HashSet<>();
        names.forEach(name -> plain.add(plain(name)));
        return plain;
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    boolean isEmpty() {
        return allowed.isEmpty() && disallowed.isEmpty();
    }

    /** Whether only what is listed may be used. */
    boolean hasAllowed() {
        return !allowed.isEmpty();
    }

    boolean isAllowed(String name) {
        return isOn(allowed, name);
    }

    boolean isDisallowed(String name) {
        return isOn(disallowed, name);
    }

    private static boolean isOn(Set<String> list, String name) {
        if (list.isEmpty()) {
            return false;
        }
        String plain = plain(name);
        return list.contains(plain) || list.contains(plain.substring(plain.indexOf('/') + 1));
    }
}
