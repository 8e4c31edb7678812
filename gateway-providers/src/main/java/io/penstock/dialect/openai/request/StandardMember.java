package io.penstock.dialect.openai.request;

import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest.Option;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The members of a request that set something, by the names that OpenAI gives them. A provider's other name for one, or its refusal, is
 * in the catalogue under this name.
 */
enum StandardMember {
    MAX_COMPLETION_TOKENS(Option.OUTPUT_TOKENS_MAX, Shape.NUMBER, null),
    MAX_TOKENS(Option.OUTPUT_TOKENS_MAX, Shape.NUMBER, null),
    TEMPERATURE(Option.TEMPERATURE, Shape.NUMBER, null),
    TOP_P(Option.TOP_P, Shape.NUMBER, null),
    TOP_K(Option.TOP_K, Shape.NUMBER, null),
    SEED(Option.SEED, Shape.NUMBER, null),
    FREQUENCY_PENALTY(Option.FREQUENCY_PENALTY, Shape.NUMBER, "0"),
    PRESENCE_PENALTY(Option.PRESENCE_PENALTY, Shape.NUMBER, "0"),
    LOGIT_BIAS(Option.LOGIT_BIAS, Shape.OBJECT, "{}"),
    LOGPROBS(Option.LOGPROBS, Shape.BOOLEAN, "false"),
    TOP_LOGPROBS(Option.TOP_LOGPROBS, Shape.NUMBER, "0"),
    N(Option.CHOICES, Shape.NUMBER, "1"),
    VERBOSITY(Option.VERBOSITY, Shape.TEXT, null),
    USER(Option.USER, Shape.TEXT, null),
    SAFETY_IDENTIFIER(Option.SAFETY_IDENTIFIER, Shape.TEXT, null),
    PROMPT_CACHE_KEY(Option.PROMPT_CACHE_KEY, Shape.TEXT, null),
    METADATA(Option.METADATA, Shape.OBJECT, "{}"),
    SERVICE_TIER(Option.SERVICE_TIER, Shape.TEXT, "\"auto\""),
    STORE(Option.STORE, Shape.BOOLEAN, null),
    MODALITIES(Option.MODALITIES, Shape.ARRAY, "[\"text\"]");

    private enum Shape {
        NUMBER("a number"),
        BOOLEAN("true or false"),
        TEXT("a string"),
        OBJECT("an object"),
        ARRAY("an array");

        private final String expected;

        Shape(String expected) {
            this.expected = expected;
        }

        static Shape of(RawJson value) {
            return switch (value.first()) {
                case '"' -> TEXT;
                case '{' -> OBJECT;
                case '[' -> ARRAY;
                case 't', 'f' -> BOOLEAN;
                default -> NUMBER;
            };
        }
    }

    private final Option option;
    private final Shape shape;
    private final @Nullable String unsaid;

    StandardMember(Option option, Shape shape, @Nullable String unsaid) {
        this.option = option;
        this.shape = shape;
        this.unsaid = unsaid;
    }

    /** The member of that name; null where it is none of these. */
    static @Nullable StandardMember of(String key) {
        for (StandardMember member : values()) {
            if (member.key().equals(key)) {
                return member;
            }
        }
        return null;
    }

    /** The member that sets an option; of the output's length the older one, which more providers know. */
    static StandardMember of(Option option) {
        for (StandardMember member : values()) {
            if (member.option == option && member != MAX_COMPLETION_TOKENS) {
                return member;
            }
        }
        throw new IllegalStateException("option: " + option + " (expected: one with a member)");
    }

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    Option option() {
        return option;
    }

    String expected() {
        return shape.expected;
    }

    boolean takes(RawJson value) {
        return Shape.of(value) == shape;
    }

    /** Whether saying so asks for nothing. */
    boolean isDefault(RawJson value) {
        if (unsaid == null) {
            return false;
        }
        return shape == Shape.NUMBER ? Double.parseDouble(unsaid) == value.toDouble() : unsaid.equals(value.toString());
    }
}
