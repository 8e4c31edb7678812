package io.penstock.dialect.gemini.request;

import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Effort.Level;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the models of a family want written differently. Families are told by the model's name, for the API tells it nowhere else.
 *
 * @param thinking how they are told how much to think
 * @param generation what they can: from {@link #LINKED} on they follow links, from {@link #SIGNED} on they want their signatures back and
 *     take media in what a tool said
 * @param hasSystem whether they take a system instruction
 */
public record ModelFamily(Thinking thinking, int generation, boolean hasSystem) {
    private static final int OLD = 0;
    private static final int LINKED = 1;
    private static final int SIGNED = 2;

    private static final Thinking NO_THINKING = new Thinking(List.of(), 0, 0, false);
    private static final List<Level> FROM_MINIMAL = List.of(Level.MINIMAL, Level.LOW, Level.MEDIUM, Level.HIGH);
    private static final List<Level> FROM_LOW = List.of(Level.LOW, Level.MEDIUM, Level.HIGH);
    private static final List<Level> LOW_AND_HIGH = List.of(Level.LOW, Level.HIGH);

    /** The first row that matches counts. */
    private static final List<Row> TABLE = List.of(
            row("gemma.*", NO_THINKING, OLD, false),
            row("gemini-2\\.5-.*(image|tts|audio|live).*", NO_THINKING, LINKED, true),
            row("gemini-2\\.5-flash-lite.*", new Thinking(List.of(), 512, 24_576, true), LINKED, true),
            row("gemini-2\\.5-flash.*", new Thinking(List.of(), 1, 24_576, true), LINKED, true),
            row("gemini-2\\.5-.*", new Thinking(List.of(), 128, 32_768, false), LINKED, true),
            row("gemini-([3-9]|\\d\\d).*(image|tts|audio|live).*", NO_THINKING, SIGNED, true),
            row("gemini-3-pro.*", levels(LOW_AND_HIGH), SIGNED, true),
            row("gemini-3(\\.[0-6])?-flash.*|gemini-3(\\.\\d+)?-flash-lite.*", levels(FROM_MINIMAL), SIGNED, true),
            row("gemini-([3-9]|\\d\\d).*|gemini-.*latest", levels(FROM_LOW), SIGNED, true),
            row(".*", NO_THINKING, OLD, true));

    private record Row(Pattern name, ModelFamily family) {}

    private static Row row(String name, Thinking thinking, int generation, boolean hasSystem) {
        return new Row(Pattern.compile(name), new ModelFamily(thinking, generation, hasSystem));
    }

    private static Thinking levels(List<Level> levels) {
        return new Thinking(levels, 0, 0, false);
    }

    /** The family of a model, whose name may stand behind {@code models/} or a longer path. */
    public static ModelFamily of(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        for (Row row : TABLE) {
            if (row.name().matcher(name).matches()) {
                return row.family();
            }
        }
        throw new IllegalStateException("the table's last row matches every name");
    }

    /** Whether they fetch what a link points to. */
    boolean takesLinks() {
        return generation >= LINKED;
    }

    /** Whether a call that they made must come back with its signature, and media may stand in what a tool said. */
    public boolean isSigned() {
        return generation >= SIGNED;
    }

    /**
     * How much to think is told by level or by budget, never by both.
     *
     * @param levels that there are, from the lowest on; empty where a budget is told
     * @param budgetMin least budget
     * @param budgetMax greatest budget; 0 where none is told
     * @param canStop whether a budget of 0 is taken too
     */
    record Thinking(List<Level> levels, long budgetMin, long budgetMax, boolean canStop) {

        /** Whether anything can be told. */
        boolean isKnown() {
            return !levels.isEmpty() || budgetMax > 0;
        }

        /** Writes {@code thinkingConfig} and says whether it says what was asked for. */
        boolean write(Effort effort, JsonWriter json) {
            json.beginObject();
            boolean isSame = levels.isEmpty()
                    ? writeBudget(effort, json)
                    : writeLevel(effort.toLevel(), json) && effort.level() != null;
            json.endObject();
            return isSame;
        }

        private boolean writeBudget(Effort effort, JsonWriter json) {
            long asked = effort.toBudget();
            boolean isOff = asked == 0 && canStop;
            long told = isOff ? 0 : Math.max(budgetMin, Math.min(budgetMax, asked));
            json.name("thinkingBudget").number(told);
            if (!isOff) {
                json.name("includeThoughts").bool(true);
            }
            return told == asked;
        }

        private boolean writeLevel(Level asked, JsonWriter json) {
            Level told = levels.get(levels.size() - 1);
            for (int i = levels.size() - 1; i >= 0 && levels.get(i).compareTo(asked) >= 0; i--) {
                told = levels.get(i);
            }
            json.name("thinkingLevel").string(told.name().toLowerCase(Locale.ROOT));
            json.name("includeThoughts").bool(true);
            return told == asked;
        }
    }
}
