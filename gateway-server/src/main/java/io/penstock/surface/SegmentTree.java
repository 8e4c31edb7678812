package io.penstock.surface;

import io.penstock.codec.http.HttpMethod;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The patterns with variables, as a tree of segments. At each step a literal is tried before a variable, one with a suffix before
 * one without, and a variable before the rest, and a step that leads nowhere is taken back; so of two patterns the one that is literal at the first segment where they
 * differ wins. A path visits no node twice: the work is bounded by the size of the tree.
 */
final class SegmentTree {
    private Edge[] literals = new Edge[0];
    private Edge[] suffixes = new Edge[0];
    private @Nullable SegmentTree variable;
    private @Nullable PathRows end;
    private Ending[] endings = new Ending[0];

    private record Edge(String text, SegmentTree node) {}

    /** What takes all that is left, up to a suffix, which may be empty. */
    private record Ending(String suffix, PathRows rows) {}

    /** The rows of the pattern that matched, and what its variables took. */
    static final class Hit {
        private final PathRows rows;
        private final String[] values;

        private Hit(PathRows rows, String[] values) {
            this.rows = rows;
            this.values = values;
        }

        SurfaceMatch match(HttpMethod method) {
            return rows.match(method, values);
        }
    }

    void add(PathPattern pattern, PathRows rows) {
        add(pattern.segments(), 0, rows);
    }

    private void add(List<PathPattern.Segment> segments, int at, PathRows rows) {
        if (at == segments.size()) {
            end = rows;
            return;
        }
        PathPattern.Segment segment = segments.get(at);
        switch (segment.kind()) {
            case LITERAL -> {
                literals = withEdge(literals, segment.name());
                node(literals, segment.name()).add(segments, at + 1, rows);
            }
            case VARIABLE -> {
                if (!segment.suffix().isEmpty()) {
                    suffixes = withEdge(suffixes, segment.suffix());
                    node(suffixes, segment.suffix()).add(segments, at + 1, rows);
                    return;
                }
                SegmentTree next = variable == null ? new SegmentTree() : variable;
                variable = next;
                next.add(segments, at + 1, rows);
            }
            default -> endings = withEnding(new Ending(segment.suffix(), rows));
        }
    }

    private static Edge[] withEdge(Edge[] edges, String text) {
        for (Edge edge : edges) {
            if (edge.text.equals(text)) {
                return edges;
            }
        }
        Edge[] more = Arrays.copyOf(edges, edges.length + 1);
        more[edges.length] = new Edge(text, new SegmentTree());
        return more;
    }

    private Ending[] withEnding(Ending more) {
        return Stream.concat(Stream.of(endings), Stream.of(more))
                .sorted(Comparator.comparing(ending -> ending.suffix.isEmpty()))
                .toArray(Ending[]::new);
    }

    private static SegmentTree node(Edge[] edges, String text) {
        for (Edge edge : edges) {
            if (edge.text.equals(text)) {
                return edge.node;
            }
        }
        throw new IllegalArgumentException("no edge " + text);
    }

    /**
     * The best match of {@code path}, which begins with a slash and counts up to {@code pathEnd}; a rest without a suffix takes all of it.
     */
    @Nullable
    Hit find(String path, int pathEnd) {
        return find(path, 1, pathEnd, 0);
    }

    private @Nullable Hit find(String path, int from, int pathEnd, int variables) {
        if (from > pathEnd) {
            return end == null ? null : new Hit(end, new String[variables]);
        }
        int slash = path.indexOf('/', from);
        int to = slash < 0 || slash > pathEnd ? pathEnd : slash;
        for (Edge edge : literals) {
            if (edge.text.length() == to - from && path.startsWith(edge.text, from)) {
                Hit hit = edge.node.find(path, to + 1, pathEnd, variables);
                if (hit != null) {
                    return hit;
                }
            }
        }
        for (Edge edge : suffixes) {
            int valueEnd = to - edge.text.length();
            if (valueEnd > from && path.startsWith(edge.text, valueEnd)) {
                Hit hit = edge.node.find(path, to + 1, pathEnd, variables + 1);
                if (hit != null) {
                    hit.values[variables] = path.substring(from, valueEnd);
                    return hit;
                }
            }
        }
        Hit hit = variable == null || to == from ? null : variable.find(path, to + 1, pathEnd, variables + 1);
        if (hit != null) {
            hit.values[variables] = path.substring(from, to);
            return hit;
        }
        return rest(path, from, pathEnd, variables);
    }

    private @Nullable Hit rest(String path, int from, int pathEnd, int variables) {
        for (Ending ending : endings) {
            int valueEnd = pathEnd - ending.suffix.length();
            if (valueEnd > from && path.startsWith(ending.suffix, valueEnd)) {
                String[] values = new String[variables + 1];
                values[variables] = ending.suffix.isEmpty() ? path.substring(from) : path.substring(from, valueEnd);
                return new Hit(ending.rows, values);
            }
        }
        return null;
    }
}
