package io.penstock.surface;

import io.penstock.codec.http.HttpMethod;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The table of all URLs. Immutable; one instance serves every event loop.
 *
 * <p>Paths are compared as they were sent: {@code /v1/%6dodels} and {@code //v1/models} are unknown, not another spelling of a
 * known one. One slash at the end of a path is not looked at. Of two patterns that match, the one wins that is literal at the
 * first segment where they differ; the path decides alone, then the method. HEAD is taken where GET is.
 */
public final class SurfaceTable {
    private final List<RouteRow> rows;
    private final LiteralPaths literals;
    private final SegmentTree tree = new SegmentTree();

    private SurfaceTable(List<RouteRow> rows) {
        this.rows = List.copyOf(rows);
        Map<String, PathRows> byPath = new HashMap<>();
        Map<String, List<RouteRow>> byShape = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> PathPattern.parse(row.pattern()).shape(), LinkedHashMap::new, Collectors.toList()));
        for (List<RouteRow> same : byShape.values()) {
            PathPattern pattern = PathPattern.parse(same.get(0).pattern());
            PathRows pathRows = new PathRows(pattern, same);
            requireOneSpelling(same);
            if (pattern.isLiteral()) {
                byPath.put(pattern.text(), pathRows);
            } else {
                tree.add(pattern, pathRows);
            }
        }
        this.literals = new LiteralPaths(byPath);
    }

    /** OpenAPI forbids two templates that differ in names only; and two readers would look for two names in one place. */
    private static void requireOneSpelling(List<RouteRow> same) {
        RouteRow first = same.get(0);
        for (RouteRow row : same) {
            if (!row.pattern().equals(first.pattern())) {
                throw new IllegalArgumentException(
                        "surface: " + PathRows.describe(first) + " and " + PathRows.describe(row)
                                + " name one path in two ways (expected: the same names of variables)");
            }
        }
    }

    /** The table of every family that the gateway has. */
    public static SurfaceTable standard() {
        return of(List.of(
                new HealthSurface(),
                new OpenAiSurface(),
                new AnthropicSurface(),
                new GeminiSurface(),
                new CohereSurface(),
                new BedrockSurface(),
                new ProxySurface(),
                AdminSurface.guarded()));
    }

    /**
     * The table of {@code surfaces}.
     *
     * @throws IllegalArgumentException where a pattern is malformed or two rows match one path with one method; the message names
     *     them
     */
    public static SurfaceTable of(List<Surface> surfaces) {
        return new SurfaceTable(
                surfaces.stream().flatMap(surface -> surface.rows().stream()).toList());
    }

    /** All rows, in the order in which they are printed. */
    public List<RouteRow> rows() {
        return rows;
    }

    /**
     * What the table says to {@code method} on {@code path}.
     *
     * @param path the path of the request as it was sent: undecoded, without query
     */
    public SurfaceMatch match(HttpMethod method, String path) {
        int length = path.length();
        int end = length > 1 && path.charAt(length - 1) == '/' ? length - 1 : length;
        PathRows literal = literals.find(end == length ? path : path.substring(0, end));
        return literal == null ? matchVariable(method, path, end) : literal.match(method);
    }

    /**
     * The same for a path that lies in {@code bytes}, which it borrows, from {@code start} to before {@code end}. A literal path
     * costs no allocation.
     */
    public SurfaceMatch match(HttpMethod method, byte[] bytes, int start, int end) {
        int trimmed = end - start > 1 && bytes[end - 1] == '/' ? end - 1 : end;
        PathRows literal = literals.find(bytes, start, trimmed);
        if (literal != null) {
            return literal.match(method);
        }
        String path = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
        return matchVariable(method, path, trimmed - start);
    }

    private SurfaceMatch matchVariable(HttpMethod method, String path, int end) {
        SegmentTree.@Nullable Hit hit = path.startsWith("/") ? tree.find(path, end) : null;
        return hit == null ? SurfaceMatch.Unknown.INSTANCE : hit.match(method);
    }

    /** Prints the table for a person: one row a line, in aligned columns. */
    public void print(PrintStream out) {
        int width = rows.stream().mapToInt(row -> row.pattern().length()).max().orElse(0);
        String line = "%-7s  %-" + Math.max(width, 4) + "s  %-17s  %-8s  %s%n";
        out.printf(line, "METHOD", "PATH", "DOES", "SURFACE", "WHAT");
        for (RouteRow row : rows) {
            String what = row.isPublic() ? row.summary() + " (public)" : row.summary();
            out.printf(line, row.methodName(), row.pattern(), row.action().key(), row.surface(), what);
        }
        out.flush();
    }
}
