package io.penstock.dialect.anthropic.request;

import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Effort.Level;
import io.penstock.dialect.LossReport;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a model is told to think.
 *
 * @param mode {@code adaptive}, {@code enabled} or {@code disabled}; null where nothing is said
 * @param budgetTokens of {@code enabled}
 * @param effort for {@code output_config}; null where nothing is said
 * @param isShown whether what it thinks has to be asked for
 */
record ThinkingPlan(
        @Nullable String mode, long budgetTokens, @Nullable String effort, boolean isShown) {
    private static final ThinkingPlan NOTHING = new ThinkingPlan(null, 0, null, false);
    private static final ThinkingPlan DISABLED = new ThinkingPlan("disabled", 0, null, false);
    private static final String LOST = "reasoning_effort";
    private static final long BUDGET_MIN = 1024;
    private static final long OUTPUT_TOKENS = 8192;

    /**
     * What can be done of what was asked.
     *
     * @param isForced whether a call is forced: no model thinks before that
     * @param isInterrupted whether the model waits for its tools and what it thought before is not there: a budget then asks for it
     * @param outputTokensMax of the answer; 0 where that is ours to say
     */
    static ThinkingPlan of(
            @Nullable Effort effort,
            ClaudeModel model,
            long outputTokensMax,
            boolean isForced,
            boolean isInterrupted,
            LossReport loss) {
        if (effort == null) {
            return NOTHING;
        }
        boolean isNone = effort.toLevel() == Level.NONE;
        if (model.thinking() == ClaudeModel.Thinking.NONE) {
            if (!isNone) {
                loss.dropped(LOST);
            }
            return NOTHING;
        }
        if (isNone) {
            return DISABLED;
        }
        boolean isAdaptive = model.thinking() == ClaudeModel.Thinking.ADAPTIVE;
        reportNear(isAdaptive && effort.level() == null, loss);
        return isAdaptive
                ? adaptive(effort.toLevel(), model, isForced, loss)
                : budget(effort, outputTokensMax, isForced || isInterrupted, loss);
    }

    private static ThinkingPlan adaptive(Level level, ClaudeModel model, boolean isForced, LossReport loss) {
        Level near = level == Level.MINIMAL ? Level.LOW : level == Level.XHIGH && !model.hasXhigh() ? Level.MAX : level;
        reportNear(near != level || isForced, loss);
        String name = near.name().toLowerCase(Locale.ROOT);
        return new ThinkingPlan(isForced ? null : "adaptive", 0, name, model.hasXhigh());
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
            loss.dropped(LOST);
            return NOTHING;
        }
        reportNear(budget != effort.toBudget(), loss);
        return new ThinkingPlan("enabled", budget, null, false);
    }

    /** Whether it thinks. */
    boolean isOn() {
        return mode != null && !mode.equals(DISABLED.mode);
    }

    /** How much a client may get that did not say: an answer of a usual length, and what is thought before it. */
    static long defaultOutputTokens(@Nullable Effort effort, ClaudeModel model) {
        long thinking = effort == null || model.thinking() == ClaudeModel.Thinking.NONE ? 0 : effort.toBudget();
        return Math.min(model.outputTokensMax(), OUTPUT_TOKENS + Math.max(0, thinking));
    }

    /** Writes the member, where there is anything to say. */
    void write(String name, JsonWriter out) {
        if (mode == null) {
            return;
        }
        out.name(name).beginObject().name("type").string(mode);
        if (budgetTokens > 0) {
            out.name("budget_tokens").number(budgetTokens);
        }
        if (isShown && isOn()) {
            out.name("display").string("summarized");
        }
        out.endObject();
    }
}
