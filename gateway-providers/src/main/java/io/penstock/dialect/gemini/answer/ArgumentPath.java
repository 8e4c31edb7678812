package io.penstock.dialect.gemini.answer;

import java.util.ArrayList;
import java.util.List;

/** The paths of arguments, a part of JSONPath (RFC 9535): {@code $.a.b[0]} and {@code $['a b']}. */
final class ArgumentPath {
    private static final int STEPS_MAX = 64;
    private static final int INDEX_DIGITS_MAX = 7;

    private ArgumentPath() {}

    /** The steps of a path, one at least: names as {@code String}, indices as {@code Integer}. */
    static List<Object> steps(String path) {
        List<Object> steps = new ArrayList<>();
        int at = path.startsWith("$") ? 1 : path.length();
        while (at < path.length()) {
            at = path.charAt(at) == '.' ? name(path, at + 1, steps) : bracket(path, at, steps);
            if (steps.size() > STEPS_MAX) {
                throw broken(path);
            }
        }
        if (steps.isEmpty()) {
            throw broken(path);
        }
        return steps;
    }

    private static int name(String path, int start, List<Object> steps) {
        int end = start;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
            end++;
        }
        if (end == start) {
            throw broken(path);
        }
        steps.add(path.substring(start, end));
        return end;
    }

    private static int bracket(String path, int open, List<Object> steps) {
        char quote = open + 1 < path.length() ? path.charAt(open + 1) : 0;
        boolean isQuoted = quote == '\'' || quote == '"';
        int start = isQuoted ? open + 2 : open + 1;
        int end = path.indexOf(isQuoted ? quote + "]" : "]", start);
        if (path.charAt(open) != '[' || end < 0) {
            throw broken(path);
        }
        String inside = path.substring(start, end);
        if (isQuoted) {
            steps.add(inside);
            return end + 2;
        }
        if (inside.length() > INDEX_DIGITS_MAX || !inside.matches("[0-9]+")) {
            throw broken(path);
        }
        steps.add(Integer.valueOf(inside));
        return end + 1;
    }

    private static RuntimeException broken(String path) {
        String shown = path.length() > STEPS_MAX ? path.substring(0, STEPS_MAX) : path;
        return Broken.because("functionCall.partialArgs: path " + shown);
    }
}
