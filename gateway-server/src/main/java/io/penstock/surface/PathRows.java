package io.penstock.surface;

import io.penstock.codec.http.HttpMethod;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The rows of one pattern: which of its methods leads where. Its answers are made once, so that a literal path costs no allocation. */
final class PathRows {
    private final List<String> variables;
    private final Map<HttpMethod, SurfaceMatch.Found> found = new EnumMap<>(HttpMethod.class);
    private final SurfaceMatch.WrongMethod wrongMethod;

    /** The rows of {@code pattern}, which are at least one. */
    PathRows(PathPattern pattern, List<RouteRow> rows) {
        this.variables = pattern.variables();
        rows.forEach(this::add);
        SurfaceMatch.Found get = found.get(HttpMethod.GET);
        if (get != null) {
            found.putIfAbsent(HttpMethod.HEAD, get);
        }
        String allow = found.keySet().stream().map(HttpMethod::name).collect(Collectors.joining(", "));
        this.wrongMethod = new SurfaceMatch.WrongMethod(allow, rows);
    }

    private void add(RouteRow row) {
        for (HttpMethod method : HttpMethod.values()) {
            if (row.takes(method)) {
                SurfaceMatch.Found before = found.put(method, new SurfaceMatch.Found(row, PathVariables.NONE));
                if (before != null) {
                    throw new IllegalArgumentException("surface: " + describe(before.row()) + " and " + describe(row)
                            + " both match one request (expected: one row for a method and a path)");
                }
            }
        }
    }

    static String describe(RouteRow row) {
        return row.methodName() + " " + row.pattern() + " (" + row.surface() + ")";
    }

    SurfaceMatch match(HttpMethod method) {
        SurfaceMatch.Found match = found.get(method);
        return match == null ? wrongMethod : match;
    }

    /** Takes {@code values}, one for each variable of the pattern. */
    SurfaceMatch match(HttpMethod method, String[] values) {
        SurfaceMatch.Found match = found.get(method);
        return match == null ? wrongMethod : new SurfaceMatch.Found(match.row(), new PathVariables(variables, values));
    }
}
