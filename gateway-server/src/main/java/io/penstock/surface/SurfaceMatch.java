package io.penstock.surface;

import java.util.List;

/**
 * What the table says to a method and a path. Who asks whether a caller may, and who then acts, both ask this one object, so that
 * the two cannot disagree about the path.
 */
public sealed interface SurfaceMatch permits SurfaceMatch.Found, SurfaceMatch.WrongMethod, SurfaceMatch.Unknown {

    /**
     * A row takes the request.
     *
     * @param row the row
     * @param variables what its variables took; empty where it has none
     */
    record Found(RouteRow row, PathVariables variables) implements SurfaceMatch {}

    /**
     * The path is known, the method is not one of its own: a 405.
     *
     * @param allow the value of the {@code Allow} field (RFC 9110 10.2.1)
     * @param rows the rows that take the path with another method; the first one's dialect tells the refusal
     */
    record WrongMethod(String allow, List<RouteRow> rows) implements SurfaceMatch {
        /** Keeps its own copy of {@code rows}. */
        public WrongMethod {
            rows = List.copyOf(rows);
        }
    }

    /** No row takes the path: a 404. */
    record Unknown() implements SurfaceMatch {
        /** The one instance that is needed. */
        public static final Unknown INSTANCE = new Unknown();
    }
}
