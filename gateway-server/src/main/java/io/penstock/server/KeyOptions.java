package io.penstock.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Options that have a value each, {@code --name value} or {@code --name=value}, and words between them. */
final class KeyOptions {
    private static final Pattern TIME = Pattern.compile("(\\d{1,5})([smhd])");

    private final List<String> words = new ArrayList<>();
    private final Map<String, String> values = new HashMap<>();

    private KeyOptions() {}

    /**
     * Takes them apart.
     *
     * @param known the names that there are
     * @throws IllegalArgumentException where one is not known, there twice or lacks its value
     */
    static KeyOptions parse(List<String> arguments, Set<String> known) {
        KeyOptions options = new KeyOptions();
        Iterator<String> left = arguments.iterator();
        while (left.hasNext()) {
            String argument = left.next();
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (!argument.startsWith("--")) {
                options.words.add(argument);
            } else if (!known.contains(name)) {
                String names = known.isEmpty() ? "none here" : String.join(", ", new TreeSet<>(known));
                throw new IllegalArgumentException("argument: " + name + " (expected: " + names + ")");
            } else if (equals >= 0) {
                options.put(name, argument.substring(equals + 1));
            } else if (left.hasNext()) {
                options.put(name, left.next());
            } else {
                throw new IllegalArgumentException(name + ": no value (expected: one after it)");
            }
        }
        return options;
    }

    private void put(String name, String value) {
        if (values.put(name, value) != null) {
            throw new IllegalArgumentException(name + ": there twice (expected: once)");
        }
    }

    /** The one word between the options: the id of a key. */
    String id() {
        if (words.size() != 1) {
            throw new IllegalArgumentException("keys: " + words.size() + " ids (expected: the id of one key)");
        }
        return words.get(0);
    }

    void requireNoId() {
        if (!words.isEmpty()) {
            throw new IllegalArgumentException("argument: " + words.get(0) + " (expected: options)");
        }
    }

    boolean isThere(String name) {
        return values.containsKey(name);
    }

    /** Its value; empty where it is not there. */
    String text(String name) {
        return values.getOrDefault(name, "");
    }

    String required(String name) {
        if (text(name).isBlank()) {
            throw new IllegalArgumentException(name + ": not set (expected: a name)");
        }
        return text(name);
    }

    /** Its value, parted by commas; none where it is not there. */
    List<String> items(String name) {
        List<String> items = new ArrayList<>();
        for (String item : text(name).split(",", -1)) {
            if (!item.isBlank()) {
                items.add(item.strip());
            }
        }
        if (items.isEmpty() && isThere(name)) {
            throw new IllegalArgumentException(name + ": empty (expected: a list with commas)");
        }
        return items;
    }

    /** A whole number; 0, which is no limit, where it is not there and nowhere else. */
    long count(String name, long max) {
        if (!isThere(name)) {
            return 0;
        }
        try {
            long count = Long.parseLong(text(name));
            if (count > 0 && count <= max) {
                return count;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(name + ": " + text(name) + " (expected: 1 or more)");
    }

    /** A time of some length. */
    Duration lifetime(String name) {
        Duration time = duration(name);
        if (time.isZero()) {
            throw new IllegalArgumentException(name + ": " + text(name) + " (expected: 1s or more)");
        }
        return time;
    }

    Duration duration(String name) {
        Matcher time = TIME.matcher(text(name));
        if (!time.matches()) {
            throw new IllegalArgumentException(
                    name + ": " + text(name) + " (expected: a time such as 30m, 24h or 90d)");
        }
        long count = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
