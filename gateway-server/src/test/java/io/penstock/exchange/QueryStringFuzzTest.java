package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Any text as a query: a parameter that is taken out is gone under every spelling of its name, and no other is. */
final class QueryStringFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void takesOutEverySpellingOfANameAndNothingElse(byte[] input) {
        String query = new String(input, StandardCharsets.ISO_8859_1);

        String rest = QueryString.without(query, Set.of("key"));

        List<String> before = parameters(query);
        assertThat(parameters(rest))
                .isEqualTo(before.stream()
                        .filter(each -> !name(each).equals("key"))
                        .toList());
        assertThat(QueryString.first(rest, "key")).isNull();
        assertThat(QueryString.without(rest, Set.of("key"))).isEqualTo(rest);
        assertThat(QueryString.first(query, "key")).isEqualTo(plainFirst(before));
    }

    private static List<String> parameters(String query) {
        return Arrays.stream(query.split("&", -1))
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private static String name(String parameter) {
        return decoded(parameter.split("=", 2)[0]);
    }

    private static @Nullable String plainFirst(List<String> parameters) {
        return parameters.stream()
                .filter(each -> each.startsWith("key="))
                .findFirst()
                .map(each -> decoded(each.substring("key=".length())))
                .orElse(null);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }
}
