package io.penstock.identity;

/** A name in which {@code *} stands for any run of characters, none included. */
final class NamePattern {
    private NamePattern() {}

    /** Whether all of {@code name} is what {@code pattern} says, case aside; in time proportional to their product at most. */
    static boolean matches(String pattern, String name) {
        return matches(pattern, name, true);
    }

    /** The same, where case may count. */
    static boolean matches(String pattern, String name, boolean isCaseAside) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < pattern.length() && isSame(pattern.charAt(p), name.charAt(n), isCaseAside)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    private static boolean isSame(char one, char other, boolean isCaseAside) {
        return one == other || (isCaseAside && Character.toLowerCase(one) == Character.toLowerCase(other));
    }
}
