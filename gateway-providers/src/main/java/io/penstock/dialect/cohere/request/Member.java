package io.penstock.dialect.cohere.request;

import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest.Option;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The members of a request that set something, with the bounds that the dialect has for their numbers. */
enum Member {
    MAX_TOKENS(Option.OUTPUT_TOKENS_MAX, 0, Double.MAX_VALUE, false),
    TEMPERATURE(Option.TEMPERATURE, 0, Double.MAX_VALUE, false),
    P(Option.TOP_P, 0.01, 0.99, false),
    K(Option.TOP_K, 0, 500, true),
    SEED(Option.SEED, -Double.MAX_VALUE, Double.MAX_VALUE, false),
    FREQUENCY_PENALTY(Option.FREQUENCY_PENALTY, 0, 1, true),
    PRESENCE_PENALTY(Option.PRESENCE_PENALTY, 0, 1, true),
    LOGPROBS(Option.LOGPROBS, 0, 0, true);

    private final Option option;
    private final double min;
    private final double max;
    private final boolean isNothingDefault;

    Member(Option option, double min, double max, boolean isNothingDefault) {
        this.option = option;
        this.min = min;
        this.max = max;
        this.isNothingDefault = isNothingDefault;
    }

    /** The member of that name; null where it is none of these. */
    static @Nullable Member ofName(String name) {
        for (Member member : values()) {
            if (member.key().equals(name)) {
                return member;
            }
        }
        return null;
    }

    /** The member that sets an option; null where the dialect has none. */
    static @Nullable Member ofOption(Option option) {
        for (Member member : values()) {
            if (member.option == option) {
                return member;
            }
        }
        return null;
    }

    /** Its name. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    Option option() {
        return option;
    }

    /** What it takes, in words. */
    String expected() {
        return this == LOGPROBS ? "true or false" : "a number";
    }

    /** Whether a value is of its type. */
    boolean takes(RawJson value) {
        return this == LOGPROBS ? isBoolean(value) : !Double.isNaN(value.toDouble());
    }

    private static boolean isBoolean(RawJson value) {
        return value.first() == 't' || value.first() == 'f';
    }

    /** Whether saying so asks for nothing. */
    boolean isDefault(RawJson value) {
        return isNothingDefault && (this == LOGPROBS ? !value.isTrue() : value.toDouble() == 0);
    }

    /** The nearest number that is within its bounds. */
    double clamped(double value) {
        return Math.min(max, Math.max(min, value));
    }
}
