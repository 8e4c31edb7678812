package io.penstock.exchange;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parameters of a query string ({@code application/x-www-form-urlencoded}). */
public final class QueryString {
    private QueryString() {}

    /** The first value of {@code name}, decoded; null where there is none. A malformed escape stands for itself. */
    public static @Nullable String first(@Nullable String query, String name) {
        List<String> values = all(query, name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** All values of {@code name}, decoded likewise. */
    static List<String> all(@Nullable String query, String name) {
        if (query == null) {
            return List.of();
        }
        List<String> values = new ArrayList<>(1);
        for (int at = 0; at < query.length(); ) {
            int next = query.indexOf('&', at);
            int end = next < 0 ? query.length() : next;
            int equals = query.indexOf('=', at);
            if (equals >= 0
                    && equals < end
                    && query.regionMatches(at, name, 0, name.length())
                    && equals - at == name.length()) {
                values.add(decode(query.substring(equals + 1, end)));
            }
            at = end + 1;
        }
        return values;
    }

    /** The query without the parameters of these names; empty where nothing is left. */
    static String without(@Nullable String query, Set<String> names) {
        StringBuilder rest = new StringBuilder();
        for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = decode(equals < 0 ? parameter : parameter.substring(0, equals));
            if (!parameter.isEmpty() && !names.contains(name)) {
                rest.append(rest.length() == 0 ? "" : "&").append(parameter);
            }
        }
        return rest.toString();
    }

    private static String decode(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return value;
        }
    }
}
