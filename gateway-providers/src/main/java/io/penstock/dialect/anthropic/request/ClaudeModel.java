package io.penstock.dialect.anthropic.request;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a model takes, by its family and version, which stand in its name wherever it is served:
 * {@code claude-3-5-sonnet-20241022}, {@code claude-opus-4-1@20250805}, {@code us.anthropic.claude-sonnet-4-6-v1:0}.
 *
 * @param thinking how it is told to think
 * @param outputTokensMax the most tokens of output
 * @param hasOutputFormat whether it can be held to a schema
 * @param hasSampling whether it takes {@code temperature}, {@code top_p} and {@code top_k}
 * @param hasXhigh whether it knows the effort {@code xhigh}, and hides what it thinks unless it is asked for it
 */
record ClaudeModel(
        Thinking thinking, long outputTokensMax, boolean hasOutputFormat, boolean hasSampling, boolean hasXhigh) {

    /** How a model is told to think. */
    enum Thinking {
        /** Not at all. */
        NONE,
        /** With a budget of tokens. */
        BUDGET,
        /** As it sees fit, with an effort. */
        ADAPTIVE
    }

    private static final Pattern NAME = Pattern.compile(
            "claude-(?:(\\d)(?:[.-](\\d))?-)?([a-z]+)" + "(?:-(\\d{1,2})(?!\\d)(?:[.-](\\d{1,2})(?!\\d))?)?");
    private static final int TIER = 3;
    private static final int MAJOR_BEHIND = 4;
    private static final int MINOR_BEHIND = 5;
    private static final int MINORS = 100;
    private static final String ANY = "";

    private record Row(String tier, int from, ClaudeModel model) {
        boolean matches(String name, int version) {
            return version >= from && (tier.equals(ANY) || tier.equals(name));
        }
    }

    /** The first row that fits counts. */
    private static final List<Row> ROWS = List.of(
            row(ANY, 500, Thinking.ADAPTIVE, 128_000, true, false, true),
            row("opus", 407, Thinking.ADAPTIVE, 128_000, true, false, true),
            row("opus", 406, Thinking.ADAPTIVE, 128_000, true, true, false),
            row("sonnet", 406, Thinking.ADAPTIVE, 128_000, true, true, false),
            row(ANY, 405, Thinking.BUDGET, 64_000, true, true, false),
            row("opus", 401, Thinking.BUDGET, 32_000, true, true, false),
            row("opus", 400, Thinking.BUDGET, 32_000, false, true, false),
            row(ANY, 307, Thinking.BUDGET, 64_000, false, true, false),
            row(ANY, 305, Thinking.NONE, 8192, false, true, false),
            row(ANY, 0, Thinking.NONE, 4096, false, true, false));

    /** Other models that are served in this dialect are told to think as most of its own were. */
    private static final ClaudeModel OTHER = new ClaudeModel(Thinking.BUDGET, 64_000, false, true, false);

    private static Row row(
            String tier,
            int from,
            Thinking thinking,
            long outputTokensMax,
            boolean hasOutputFormat,
            boolean hasSampling,
            boolean hasXhigh) {
        return new Row(tier, from, new ClaudeModel(thinking, outputTokensMax, hasOutputFormat, hasSampling, hasXhigh));
    }

    /** The model of that name. */
    static ClaudeModel of(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.find()) {
            return OTHER;
        }
        boolean isBehind = matcher.group(MAJOR_BEHIND) != null;
        int major = number(matcher.group(isBehind ? MAJOR_BEHIND : 1));
        int minor = number(matcher.group(isBehind ? MINOR_BEHIND : 2));
        for (Row row : ROWS) {
            if (major > 0 && row.matches(matcher.group(TIER), major * MINORS + minor)) {
                return row.model();
            }
        }
        return OTHER;
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
