package io.penstock.config;

import io.penstock.codec.address.Network;
import io.penstock.codec.address.Networks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One thing that can be set: where it stands, what it may be, and what it is when nobody says.
 *
 * @param path the keys that lead to it in the YAML file, joined by dots
 * @param fallback its default, as it would be written
 * @param variables the environment variables that set it, the first that is there wins; may be empty
 * @param expected what it may be, in words
 * @param parser reads it, or throws {@link IllegalArgumentException}
 * @param range whether a value that could be read is one that is allowed
 */
record Setting<T>(
        String path,
        String fallback,
        List<String> variables,
        String expected,
        Function<String, T> parser,
        Predicate<T> range) {

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException if it is none or out of range
     */
    T parse(String text) {
        T value = parser.apply(text.strip());
        if (!range.test(value)) {
            throw new IllegalArgumentException(path);
        }
        return value;
    }

    /** The value when nobody says. */
    T defaultValue() {
        return parse(fallback);
    }

    /**
     * Lets an allowed value pass; for the records, which are also made without any text.
     *
     * @throws IllegalArgumentException if it is not allowed, naming it and its range
     */
    T check(T value) {
        if (!range.test(value)) {
            throw new IllegalArgumentException(finding(path, String.valueOf(value), expected));
        }
        return value;
    }

    /** The one grammar of all messages about a value. */
    static String finding(String name, String value, String expected) {
        return name + ": " + value + " (expected: " + expected + ")";
    }

    static Setting<Integer> integer(String path, int fallback, int min, int max, String... variables) {
        return new Setting<>(
                path,
                Integer.toString(fallback),
                Variables.withOldNames(variables),
                min + " to " + max,
                Integer::valueOf,
                value -> value >= min && value <= max);
    }

    static Setting<Long> bytes(String path, long fallback, long min, long max, String... variables) {
        return new Setting<>(
                path,
                ByteSize.format(fallback),
                Variables.withOldNames(variables),
                "bytes, or KiB, MiB or GiB: " + ByteSize.format(min) + " to " + ByteSize.format(max),
                ByteSize::parse,
                value -> value >= min && value <= max);
    }

    static Setting<Duration> duration(String path, String fallback, String min, String max, String... variables) {
        Duration least = GoDuration.parse(min);
        Duration most = GoDuration.parse(max);
        return new Setting<>(
                path,
                fallback,
                Variables.withOldNames(variables),
                "a duration such as 1m30s: " + min + " to " + max,
                GoDuration::parse,
                value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0);
    }

    static Setting<Boolean> flag(String path, boolean fallback, String... variables) {
        return new Setting<>(
                path,
                Boolean.toString(fallback),
                Variables.withOldNames(variables),
                "true or false",
                Setting::flag,
                value -> true);
    }

    private static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1", "t" -> true;
            case "false", "0", "f" -> false;
            default -> throw new IllegalArgumentException("flag");
        };
    }

    static <E extends Enum<E>> Setting<E> choice(String path, E fallback, Class<E> type, String... variables) {
        String expected =
                Arrays.stream(type.getEnumConstants()).map(Setting::lower).collect(Collectors.joining(", "));
        return new Setting<>(
                path,
                lower(fallback),
                Variables.withOldNames(variables),
                "one of " + expected,
                text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)),
                value -> true);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static Setting<String> text(
            String path, String fallback, String expected, Predicate<String> range, String... variables) {
        return new Setting<>(path, fallback, Variables.withOldNames(variables), expected, Function.identity(), range);
    }

    /** A list, written with commas; blanks around an item and empty items do not count. */
    static Setting<List<String>> list(String path, String... variables) {
        return new Setting<>(
                path,
                "",
                Variables.withOldNames(variables),
                "a list, or a text with commas",
                Setting::items,
                v -> true);
    }

    /** Networks of addresses, written as a {@link #list}; none where nobody says. */
    static Setting<Networks> networks(String path, String... variables) {
        return new Setting<>(
                path,
                "",
                Variables.withOldNames(variables),
                "a list of networks, each " + Network.EXPECTED,
                text -> Networks.parse(items(text)),
                value -> true);
    }

    static List<String> items(String text) {
        List<String> items = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            if (!item.isBlank()) {
                items.add(item.strip());
            }
        }
        return Collections.unmodifiableList(items);
    }
}
