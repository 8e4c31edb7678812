package io.penstock.dialect.bedrock.request;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a model takes, by its family and version, which stand in its name: {@code us.anthropic.claude-sonnet-4-5-20250929-v1:0},
 * {@code amazon.nova-2-lite-v1:0}. A name that says neither (a profile's, say) is trusted with everything that all families could have:
 * the provider says better what is wrong.
 *
 * @param thinking how it is told to think
 * @param forcing how far it can be told which tool to call
 * @param topK the member that sets it in the model's own fields; empty where there is none
 * @param hasFormat whether it can be held to a schema, of its output and of calls
 * @param isCached whether it takes cache points
 * @param sampling how it is told to sample
 */
record ModelFamily(
        Thinking thinking, Forcing forcing, String topK, boolean hasFormat, boolean isCached, Sampling sampling) {

    /** How a model is told to think. */
    enum Thinking {
        /** Not at all. */
        NONE,
        /** Claude, with a budget of tokens. */
        BUDGET,
        /** Claude, as it sees fit, with an effort. */
        ADAPTIVE,
        /** Later Claude, which knows one effort more, and hides what it thinks unless it is asked for it. */
        ADAPTIVE_HIDDEN,
        /** Nova. */
        NOVA,
        /** OpenAI's open models. */
        OPENAI
    }

    /** How far a model can be told which tool to call. */
    enum Forcing {
        /** Not at all. */
        NONE,
        /** That it must call some tool. */
        ANY,
        /** Which one. */
        NAMED
    }

    /** How a model is told to sample. */
    enum Sampling {
        /** Not at all. */
        NONE,
        /** By a temperature or a nucleus, not by both. */
        ONE,
        /** By both. */
        BOTH
    }

    private static final Pattern CLAUDE = Pattern.compile(
            "claude-(?:(\\d)(?:[.-](\\d))?-)?([a-z]+)(?:-(\\d{1,2})(?!\\d)(?:[.-](\\d{1,2})(?!\\d))?)?");
    private static final int TIER = 3;
    private static final int MAJOR_BEHIND = 4;
    private static final int MINOR_BEHIND = 5;
    private static final int MINORS = 100;
    private static final String ANY = "";
    private static final String TOP_K = "top_k";

    private record Version(String tier, int from, ModelFamily family) {
        boolean matches(String name, int version) {
            return version >= from && (tier.equals(ANY) || tier.equals(name));
        }
    }

    /** The first row that fits counts. */
    private static final List<Version> CLAUDES = List.of(
            claude(ANY, 500, Thinking.ADAPTIVE_HIDDEN, true, true, Sampling.NONE),
            claude("opus", 407, Thinking.ADAPTIVE_HIDDEN, true, true, Sampling.NONE),
            claude("opus", 406, Thinking.ADAPTIVE, true, true, Sampling.ONE),
            claude("sonnet", 406, Thinking.ADAPTIVE, true, true, Sampling.ONE),
            claude(ANY, 405, Thinking.BUDGET, true, true, Sampling.ONE),
            claude("opus", 401, Thinking.BUDGET, false, true, Sampling.ONE),
            claude(ANY, 307, Thinking.BUDGET, false, true, Sampling.BOTH),
            claude(ANY, 305, Thinking.NONE, false, true, Sampling.BOTH),
            claude(ANY, 0, Thinking.NONE, false, false, Sampling.BOTH));

    private record Row(Pattern name, ModelFamily family) {}

    private static final List<Row> OTHERS = List.of(
            row("nova-[2-9]", new ModelFamily(Thinking.NOVA, Forcing.NAMED, "topK", false, true, Sampling.BOTH)),
            row("nova-", new ModelFamily(Thinking.NONE, Forcing.NAMED, "topK", false, true, Sampling.BOTH)),
            row("gpt-oss", open(Thinking.OPENAI, Forcing.NONE, "", true)),
            row("mistral-large-3|ministral|magistral|voxtral", open(Thinking.NONE, Forcing.ANY, TOP_K, true)),
            row("mistral|mixtral|pixtral", open(Thinking.NONE, Forcing.ANY, TOP_K, false)),
            row("cohere\\.", open(Thinking.NONE, Forcing.NONE, "k", false)),
            row("meta\\.|ai21\\.|amazon\\.titan|deepseek\\.r1", open(Thinking.NONE, Forcing.NONE, "", false)),
            row(
                    "qwen|deepseek|gemma|nemotron|minimax|moonshot|kimi|zai\\.|writer\\.",
                    open(Thinking.NONE, Forcing.NONE, "", true)));

    private static final ModelFamily UNKNOWN =
            new ModelFamily(Thinking.NONE, Forcing.NAMED, "", true, true, Sampling.BOTH);

    private static Version claude(
            String tier, int from, Thinking thinking, boolean hasFormat, boolean isCached, Sampling sampling) {
        String topK = sampling == Sampling.NONE ? "" : TOP_K;
        return new Version(tier, from, new ModelFamily(thinking, Forcing.NAMED, topK, hasFormat, isCached, sampling));
    }

    private static ModelFamily open(Thinking thinking, Forcing forcing, String topK, boolean hasFormat) {
        return new ModelFamily(thinking, forcing, topK, hasFormat, false, Sampling.BOTH);
    }

    private static Row row(String name, ModelFamily family) {
        return new Row(Pattern.compile(name), family);
    }

    /** The family of the model of that name. */
    static ModelFamily of(String name) {
        Matcher claude = CLAUDE.matcher(name);
        if (claude.find()) {
            return claude(claude);
        }
        for (Row row : OTHERS) {
            if (row.name().matcher(name).find()) {
                return row.family();
            }
        }
        return UNKNOWN;
    }

    private static ModelFamily claude(Matcher name) {
        boolean isBehind = name.group(MAJOR_BEHIND) != null;
        int major = number(name.group(isBehind ? MAJOR_BEHIND : 1));
        int minor = number(name.group(isBehind ? MINOR_BEHIND : 2));
        for (Version version : CLAUDES) {
            if (version.matches(name.group(TIER), major * MINORS + minor)) {
                return version.family();
            }
        }
        throw new IllegalStateException("the last row fits every version");
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    /** Whether it is one of Anthropic's, of which more can be asked in the words of their own API. */
    static boolean isClaude(String name) {
        return CLAUDE.matcher(name).find();
    }

    /** Whether ids of its calls are nine letters or digits. */
    static boolean hasNineLetterIds(String name) {
        return name.contains("mistral.");
    }

    /** Whether it is one that can be told that a tool failed. */
    static boolean hasStatus(String name) {
        return of(name).forcing() == Forcing.NAMED;
    }
}
