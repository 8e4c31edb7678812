package io.penstock.surface;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The pattern of a row, taken apart.
 *
 * @param text the pattern as the row has it
 * @param segments literals and variables, in order; none for {@code /}
 */
record PathPattern(String text, List<Segment> segments) {
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._~-]+");
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z_]+)(\\.\\.\\.)?}(:[A-Za-z]+)?");

    /**
     * One segment.
     *
     * @param kind how it matches
     * @param name the literal, or the variable's name
     * @param suffix what a variable's segment ends with, which is not the variable's; mostly empty
     */
    record Segment(Kind kind, String name, String suffix) {}

    /** How a segment matches, the most specific first. */
    enum Kind {
        LITERAL,
        VARIABLE,
        REST
    }

    static PathPattern parse(String text) {
        if (!text.startsWith("/")) {
            throw malformed(text);
        }
        List<Segment> segments = new ArrayList<>();
        for (String part :
                text.length() == 1 ? new String[0] : text.substring(1).split("/", -1)) {
            boolean isAfterRest =
                    !segments.isEmpty() && segments.get(segments.size() - 1).kind() == Kind.REST;
            Segment segment = segment(text, part);
            boolean isRepeated = segment.kind() != Kind.LITERAL
                    && segments.stream()
                            .anyMatch(s -> s.kind() != Kind.LITERAL && s.name().equals(segment.name()));
            if (isAfterRest || isRepeated) {
                throw malformed(text);
            }
            segments.add(segment);
        }
        return new PathPattern(text, List.copyOf(segments));
    }

    private static Segment segment(String text, String part) {
        if (LITERAL.matcher(part).matches()) {
            return new Segment(Kind.LITERAL, part, "");
        }
        var variable = VARIABLE.matcher(part);
        if (!variable.matches()) {
            throw malformed(text);
        }
        String suffix = variable.group(3) == null ? "" : variable.group(3);
        return new Segment(variable.group(2) == null ? Kind.VARIABLE : Kind.REST, variable.group(1), suffix);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "surface: the pattern " + text
                        + " (expected: /, literal segments, {variable} and {variable}:suffix, {variable...} and {variable...}:suffix at the end only, each name once)");
    }

    boolean isLiteral() {
        return segments.stream().allMatch(s -> s.kind() == Kind.LITERAL);
    }

    List<String> variables() {
        return segments.stream()
                .filter(s -> s.kind() != Kind.LITERAL)
                .map(Segment::name)
                .toList();
    }

    /** The pattern without the names of its variables: two patterns of one shape match the same paths with the same rank. */
    String shape() {
        StringBuilder shape = new StringBuilder("/");
        for (Segment segment : segments) {
            shape.append(
                            switch (segment.kind()) {
                                case LITERAL -> segment.name();
                                case VARIABLE -> "{}" + segment.suffix();
                                case REST -> "{...}" + segment.suffix();
                            })
                    .append('/');
        }
        return shape.toString();
    }
}
