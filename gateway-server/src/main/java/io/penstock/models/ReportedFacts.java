package io.penstock.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What providers say of a model in their lists, each in members of its own. Nobody has agreed on them: these are the names that
 * OpenRouter, Groq, Mistral, Cohere, vLLM and Cloudflare use. A value that cannot be read counts as not said.
 */
final class ReportedFacts {
    private static final List<String> CONTEXT =
            List.of("context_window", "context_length", "max_context_length", "max_model_len");
    private static final List<String> INPUT = List.of("input_per_token", "prompt", "input");
    private static final List<String> OUTPUT = List.of("output_per_token", "completion", "output");
    private static final List<String> CACHE_READ = List.of("cache_read_per_token", "input_cache_read", "cached");
    private static final List<String> CACHE_WRITE =
            List.of("cache_write_per_token", "input_cache_write", "cache_creation");
    private static final List<String> MODALITIES = List.of("text", "image", "audio", "video");

    /** Above it a number of seconds would be in the year 5138: it is one of milliseconds. */
    private static final long SECONDS_MAX = 100_000_000_000L;

    /** The end of the year 9999, beyond which RFC 3339 cannot name a time. */
    private static final long EPOCH_SECONDS_MAX = 253_402_300_799L;

    private static final int TIME_CHARACTERS_MAX = 40;
    private static final int NUMBER_CHARACTERS_MAX = 40;
    private static final int SCALE_MAX = 20;

    private ReportedFacts() {}

    /** The first of the members that holds a number above 0; else 0. */
    static long contextTokens(JsonNode model) {
        for (String name : CONTEXT) {
            long tokens = positive(model.path(name));
            if (tokens > 0) {
                return tokens;
            }
        }
        for (JsonNode property : model.path("properties")) {
            if (property.path("property_id").asText().equals("context_window")) {
                return positive(property.path("value"));
            }
        }
        return 0;
    }

    private static long positive(JsonNode value) {
        BigDecimal number = number(value);
        return number == null || number.signum() <= 0 || number.precision() - number.scale() > 18
                ? 0
                : number.longValue();
    }

    /** A time as epoch seconds, from a number or from a text of RFC 3339; a text without a zone is UTC. 0 if it is neither. */
    static long epochSeconds(JsonNode value) {
        if (value.isNumber()) {
            long number = value.asLong();
            return inRange(number > SECONDS_MAX ? number / 1000 : number);
        }
        String text = value.asText("").replace(' ', 'T');
        if (text.length() > TIME_CHARACTERS_MAX) {
            return 0;
        }
        try {
            boolean hasZone = text.endsWith("Z") || text.matches(".*T.*[+-].*");
            return inRange(
                    hasZone
                            ? OffsetDateTime.parse(text).toEpochSecond()
                            : LocalDateTime.parse(text).toEpochSecond(ZoneOffset.UTC));
        } catch (DateTimeException unreadable) {
            return 0;
        }
    }

    private static long inRange(long seconds) {
        return seconds < 0 || seconds > EPOCH_SECONDS_MAX ? 0 : seconds;
    }

    /** Prices per token; null unless both of input and output are above 0. */
    static @Nullable Pricing pricing(JsonNode pricing) {
        BigDecimal input = price(pricing, INPUT);
        BigDecimal output = price(pricing, OUTPUT);
        return input == null || output == null
                ? null
                : new Pricing(input, output, price(pricing, CACHE_READ), price(pricing, CACHE_WRITE));
    }

    private static @Nullable BigDecimal price(JsonNode pricing, List<String> names) {
        for (String name : names) {
            BigDecimal price = number(pricing.path(name));
            if (price != null && price.signum() > 0) {
                return price;
            }
        }
        return null;
    }

    /** A number or a text that holds one; null for what is neither, or is too long to be meant. */
    private static @Nullable BigDecimal number(JsonNode value) {
        String text = value.isNumber() || value.isTextual() ? value.asText().strip() : "";
        if (text.isEmpty() || text.length() > NUMBER_CHARACTERS_MAX) {
            return null;
        }
        try {
            BigDecimal number = new BigDecimal(text);
            return Math.abs((long) number.scale()) > SCALE_MAX ? null : number;
        } catch (NumberFormatException unreadable) {
            return null;
        }
    }

    /** What OpenRouter says of a model's architecture; null unless it names something known on both sides. */
    static @Nullable Modalities modalities(JsonNode architecture) {
        List<String> input = known(architecture.path("input_modalities"));
        List<String> output = known(architecture.path("output_modalities"));
        return input.isEmpty() || output.isEmpty() ? null : new Modalities(input, output);
    }

    private static List<String> known(JsonNode names) {
        List<String> known = new ArrayList<>();
        for (JsonNode name : names) {
            if (MODALITIES.contains(name.asText()) && !known.contains(name.asText())) {
                known.add(name.asText());
            }
        }
        return known;
    }
}
