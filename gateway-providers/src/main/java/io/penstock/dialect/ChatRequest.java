package io.penstock.dialect;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a model, in no dialect's words: a {@link RequestReader} makes it of a client's request, a {@link RequestWriter} makes
 * a provider's of it. Immutable. Texts and opaque parts are ranges of the client's own bytes, so it is good for as long as these are.
 *
 * <p>What has no place here has no place in any other dialect either: the reader reports it in the {@link LossReport}.
 *
 * @param messages in order; system messages stand where the client had them, those of a dialect with a field of its own come first
 * @param tools what the model may call
 * @param toolChoice how it is to choose among them; null where the client did not say
 * @param format the form of its output; null for text
 * @param effort how much it is to think; null where the client did not say
 * @param stops texts that end its output
 * @param settings all else that was set, in the client's order
 * @param isStream whether the answer is to be streamed
 * @param isUsageWanted whether a stream is to end with what was used
 */
public record ChatRequest(
        List<Message> messages,
        List<Tool> tools,
        @Nullable ToolChoice toolChoice,
        @Nullable OutputFormat format,
        @Nullable Effort effort,
        List<EscapedText> stops,
        List<Setting> settings,
        boolean isStream,
        boolean isUsageWanted) {

    /** Keeps its own copies. */
    public ChatRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        stops = List.copyOf(stops);
        settings = List.copyOf(settings);
    }

    /** The setting of that option; null where it was not set. */
    public @Nullable RawJson setting(Option option) {
        for (Setting setting : settings) {
            if (setting.option() == option) {
                return setting.value();
            }
        }
        return null;
    }

    /** Whether a setting does nothing without another that is not set, and is refused: how many log probabilities, where none are wanted. */
    public boolean isIdle(Setting setting) {
        RawJson wanted = setting(Option.LOGPROBS);
        return setting.option() == Option.TOP_LOGPROBS && (wanted == null || !wanted.isTrue());
    }

    /** The same, with the answer streamed or not: in some dialects the URL says it. */
    public ChatRequest streamed(boolean isStreamed) {
        return new ChatRequest(messages, tools, toolChoice, format, effort, stops, settings, isStreamed, isUsageWanted);
    }

    /** The name of the tool that a call was made of; null where no message holds that call. */
    public @Nullable EscapedText toolName(EscapedText callId) {
        for (Message message : messages) {
            for (Part part : message.parts()) {
                if (part instanceof Part.ToolCall call && call.id().equals(callId)) {
                    return call.name();
                }
            }
        }
        return null;
    }

    /** Who speaks. */
    public enum Role {
        /** The one who set the model up; OpenAI's {@code developer} too. */
        SYSTEM,
        /** The one who asks. */
        USER,
        /** The model. */
        ASSISTANT,
        /** What the tools said: its parts are {@link Part.ToolResult}, and nothing else. */
        TOOL
    }

    /**
     * One message.
     *
     * @param parts in order; may be empty
     */
    public record Message(Role role, List<Part> parts) {
        /** Keeps its own copy. */
        public Message {
            parts = List.copyOf(parts);
        }
    }

    /**
     * A function that the model may call.
     *
     * @param schema of its parameters, JSON Schema; null where it has none
     * @param isStrict whether calls must keep to the schema; null where the client did not say
     * @param cache null where the prompt up to here is not to be cached
     */
    public record Tool(
            EscapedText name,
            @Nullable EscapedText description,
            @Nullable RawJson schema,
            @Nullable Boolean isStrict,
            Part.@Nullable CachePoint cache) {}

    /**
     * How the model chooses among its tools.
     *
     * @param mode what it may do
     * @param names the only tools it may call; empty for all
     * @param isParallel whether it may make several calls at once; null where the client did not say
     */
    public record ToolChoice(
            Mode mode, List<EscapedText> names, @Nullable Boolean isParallel) {
        /** What the model may do. */
        public enum Mode {
            /** Call or not, as it sees fit. */
            AUTO,
            /** Not call. */
            NONE,
            /** It must call. */
            REQUIRED
        }

        /** Keeps its own copy. */
        public ToolChoice {
            names = List.copyOf(names);
        }
    }

    /** The form that the output must have, where it is not free text. */
    public sealed interface OutputFormat {
        /** Some JSON object. */
        record JsonObject() implements OutputFormat {}

        /**
         * JSON of that schema.
         *
         * @param name null where the client gave none
         */
        record JsonSchema(
                @Nullable EscapedText name,
                @Nullable EscapedText description,
                RawJson schema,
                @Nullable Boolean isStrict)
                implements OutputFormat {}
    }

    /** Something that was set: its meaning, its name in the client's dialect, for reports, and its value as it stands. */
    public record Setting(Option option, String name, RawJson value) {}

    /** What can be set, where dialects agree on the meaning of a value though not on its name. */
    public enum Option {
        /** The most tokens of output, reasoning included; a count. */
        OUTPUT_TOKENS_MAX,
        /** How freely to sample; a number from 0, of which most dialects take up to 2. */
        TEMPERATURE,
        /** Nucleus sampling; a number up to 1. */
        TOP_P,
        /** Sampling among so many; a count. */
        TOP_K,
        /** Makes sampling repeatable; an integer. */
        SEED,
        /** A number from -2 to 2. */
        FREQUENCY_PENALTY,
        /** A number from -2 to 2. */
        PRESENCE_PENALTY,
        /** Token ids and their bias; an object. */
        LOGIT_BIAS,
        /** Whether log probabilities are wanted; a boolean. */
        LOGPROBS,
        /** How many of them at each place; a count. */
        TOP_LOGPROBS,
        /** How many answers; a count. */
        CHOICES,
        /** How long an answer should be; {@code low}, {@code medium} or {@code high}. */
        VERBOSITY,
        /** Who asks on the client's side; a string. */
        USER,
        /** As {@link #USER}, hashed, for the provider's abuse checks; a string. */
        SAFETY_IDENTIFIER,
        /** What belongs together in the provider's prompt cache; a string. */
        PROMPT_CACHE_KEY,
        /** Notes of the client's own; an object of strings. */
        METADATA,
        /** At what price and speed; a string, of which {@code auto} and {@code default} are OpenAI's. */
        SERVICE_TIER,
        /** Whether the provider is to keep the answer; a boolean. */
        STORE,
        /** What kinds of output are wanted; an array of {@code text}, {@code audio}, {@code image}. */
        MODALITIES
    }

    /**
     * How much the model is to think.
     *
     * @param level null where only a budget was given
     * @param budgetTokens the most tokens of it; -1 where only a level was given
     */
    public record Effort(@Nullable Level level, long budgetTokens) {
        /** From not at all to as much as it can. */
        public enum Level {
            /** Not at all. */
            NONE(0),
            /** As little as it can. */
            MINIMAL(1024),
            /** Little. */
            LOW(1024),
            /** Some. */
            MEDIUM(2048),
            /** Much. */
            HIGH(4096),
            /** More than that. */
            XHIGH(8192),
            /** As much as it can. */
            MAX(16384);

            private final long budgetTokens;

            Level(long budgetTokens) {
                this.budgetTokens = budgetTokens;
            }
        }

        /** The level, or the lowest one that the budget fits in. */
        public Level toLevel() {
            if (level != null) {
                return level;
            }
            for (Level each : Level.values()) {
                if (budgetTokens <= each.budgetTokens && each != Level.MINIMAL) {
                    return each;
                }
            }
            return Level.MAX;
        }

        /** The budget, or what stands for the level where a provider knows budgets only. */
        public long toBudget() {
            return budgetTokens >= 0 || level == null ? budgetTokens : level.budgetTokens;
        }
    }
}
