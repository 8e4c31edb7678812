package io.penstock.dialect.responses.request;

import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest.Option;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The members of a request that set something. A provider's other name for one, or its refusal, is in the catalogue under this name.
 */
enum StandardMember {
    MAX_OUTPUT_TOKENS(Option.OUTPUT_TOKENS_MAX, Shape.NUMBER, null),
    TEMPERATURE(Option.TEMPERATURE, Shape.NUMBER, null),
    TOP_P(Option.TOP_P, Shape.NUMBER, null),
    USER(Option.USER, Shape.TEXT, null),
    SAFETY_IDENTIFIER(Option.SAFETY_IDENTIFIER, Shape.TEXT, null),
    PROMPT_CACHE_KEY(Option.PROMPT_CACHE_KEY, Shape.TEXT, null),
    METADATA(Option.METADATA, Shape.OBJECT, "{}"),
    SERVICE_TIER(Option.SERVICE_TIER, Shape.TEXT, "\"auto\""),
    STORE(Option.STORE, Shape.BOOLEAN, "false"),
    /** Within {@code text}. */
    VERBOSITY(Option.VERBOSITY, Shape.TEXT, null);

    private enum Shape {
        NUMBER("a number"),
        BOOLEAN("true or false"),
        TEXT("a string"),
        OBJECT("an object"),
        OTHER("");

        private final String expected;

        Shape(String expected) {
            this.expected = expected;
        }

        static Shape of(RawJson value) {
            return switch (value.first()) {
                case '"' -> TEXT;
                case '{' -> OBJECT;
                case '[' -> OTHER;
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

    /** The member of that name at the top of a request; null where it is none of these. */
    static @Nullable StandardMember of(String key) {
        for (StandardMember member : values()) {
            if (member.key().equals(key) && member != VERBOSITY) {
                return member;
            }
        }
        return null;
    }

    /** The member that sets an option; null where none does. */
    static @Nullable StandardMember of(Option option) {
        for (StandardMember member : values()) {
            if (member.option == option) {
                return member;
            }
        }
        return null;
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
        return unsaid != null && unsaid.equals(value.toString());
    }
}
