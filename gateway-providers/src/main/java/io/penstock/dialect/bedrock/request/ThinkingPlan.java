package io.penstock.dialect.bedrock.request;

import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Effort.Level;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.bedrock.request.ModelFamily.Thinking;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a model is told to think, in the words of its family.
 *
 * @param thinking its family's way; {@link Thinking#NONE} where nothing is said
 * @param budgetTokens of a budget
 * @param effort of an effort; null where a budget says it
 * @param isThinkingSaid whether an effort is told to think besides
 */
record ThinkingPlan(
        Thinking thinking, long budgetTokens, @Nullable String effort, boolean isThinkingSaid) {
    private static final ThinkingPlan NOTHING = new ThinkingPlan(Thinking.NONE, 0, null, false);
    private static final String LOST = "reasoning_effort";
    private static final long BUDGET_MIN = 1024;

    /**
     * What can be done of what was asked.
     *
     * @param isForced whether a call is forced: no model thinks before that
     * @param isInterrupted whether the model waits for its tools and what it thought before is not there: a budget then asks for it
     * @param outputTokensMax of the answer; 0 where the client did not say
     */
    static ThinkingPlan of(
            @Nullable Effort effort,
            ModelFamily family,
            long outputTokensMax,
            boolean isForced,
            boolean isInterrupted,
            LossReport loss) {
        if (effort == null) {
            return NOTHING;
        }
        Level level = effort.toLevel();
        boolean isLevelled = family.thinking() != Thinking.NONE && family.thinking() != Thinking.BUDGET;
        reportNear(isLevelled && level != Level.NONE && effort.level() == null, loss);
        return switch (family.thinking()) {
            case NONE -> level == Level.NONE ? NOTHING : lost(loss);
            case BUDGET ->
                level == Level.NONE ? NOTHING : budget(effort, outputTokensMax, isForced || isInterrupted, loss);
            case ADAPTIVE, ADAPTIVE_HIDDEN ->
                level == Level.NONE ? NOTHING : adaptive(level, family.thinking(), isForced, loss);
            case NOVA -> level == Level.NONE ? NOTHING : nova(level, outputTokensMax, loss);
            // These always think.
            case OPENAI -> near(level, Level.HIGH, Thinking.OPENAI, loss);
        };
    }

    private static ThinkingPlan lost(LossReport loss) {
        loss.dropped(LOST);
        return NOTHING;
    }

    private static void reportNear(boolean isNear, LossReport loss) {
        if (isNear) {
            loss.approximated(LOST);
        }
    }

    private static ThinkingPlan budget(Effort effort, long outputTokensMax, boolean isImpossible, LossReport loss) {
        long budget = Math.max(BUDGET_MIN, effort.toBudget());
        if (outputTokensMax > 0) {
            budget = Math.min(budget, outputTokensMax - 1);
        }
        if (isImpossible || budget < BUDGET_MIN) {
            return lost(loss);
        }
        reportNear(budget != effort.toBudget(), loss);
        return new ThinkingPlan(Thinking.BUDGET, budget, null, true);
    }

    private static ThinkingPlan adaptive(Level level, Thinking thinking, boolean isForced, LossReport loss) {
        boolean isUnknown = level == Level.XHIGH && thinking == Thinking.ADAPTIVE;
        Level near = level == Level.MINIMAL ? Level.LOW : isUnknown ? Level.MAX : level;
        reportNear(near != level || isForced, loss);
        return new ThinkingPlan(thinking, 0, near.name().toLowerCase(Locale.ROOT), !isForced);
    }

    /** The highest effort takes no bound of the output: the bound stays, and the effort is the one below. */
    private static ThinkingPlan nova(Level level, long outputTokensMax, LossReport loss) {
        return near(level, outputTokensMax > 0 ? Level.MEDIUM : Level.HIGH, Thinking.NOVA, loss);
    }

    private static ThinkingPlan near(Level level, Level highest, Thinking thinking, LossReport loss) {
        Level near = level.compareTo(Level.LOW) < 0 ? Level.LOW : level.compareTo(highest) > 0 ? highest : level;
        reportNear(near != level, loss);
        return new ThinkingPlan(thinking, 0, near.name().toLowerCase(Locale.ROOT), true);
    }

    /** Whether how it samples is no longer the client's to say. */
    boolean isSampling() {
        return isThinkingSaid && thinking != Thinking.OPENAI;
    }

    /** Writes what the model's own API is told. */
    void write(Section fields) {
        switch (thinking) {
            case BUDGET -> {
                JsonWriter out = fields.name("thinking").beginObject();
                out.name("type").string("enabled");
                out.name("budget_tokens").number(budgetTokens).endObject();
            }
            case ADAPTIVE, ADAPTIVE_HIDDEN -> {
                if (isThinkingSaid) {
                    JsonWriter out = fields.name("thinking").beginObject();
                    out.name("type").string("adaptive");
                    if (thinking == Thinking.ADAPTIVE_HIDDEN) {
                        out.name("display").string("summarized");
                    }
                    out.endObject();
                }
                writeEffort(fields.name("output_config").beginObject(), "effort")
                        .endObject();
            }
            case NOVA -> {
                JsonWriter out = fields.name("reasoningConfig").beginObject();
                out.name("type").string("enabled");
                writeEffort(out, "maxReasoningEffort").endObject();
            }
            case OPENAI -> fields.name("reasoning_effort").string(String.valueOf(effort));
            default -> {}
        }
    }

    private JsonWriter writeEffort(JsonWriter out, String name) {
        return out.name(name).string(String.valueOf(effort));
    }
}
