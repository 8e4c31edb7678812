package io.penstock.surface;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.penstock.dialect.FaultException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Any bytes as a path and a query: below the base path for servers that decode, fold and cut in any order, or refused. */
final class ProxyPathFuzzTest {
    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final List<String> BASES = List.of("", "/v1", "/v1beta/openai");

    @FuzzTest(maxDuration = "1m")
    void staysBelowTheBasePathForEveryServer(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        int mark = text.indexOf('?');
        String rest = mark < 0 ? text : text.substring(0, mark);
        String query = mark < 0 ? null : text.substring(mark + 1);
        for (String base : BASES) {
            try {
                check(base, new ProxyPath(base).target(rest, query), query);
            } catch (FaultException refused) {
                // As it should be.
            }
        }
    }

    private static void check(String base, String target, @Nullable String query) {
        assertThat(target).matches("/[!-~]*").doesNotContain("#");
        int mark = target.indexOf('?');
        assertThat(mark < 0 ? null : target.substring(mark + 1)).isEqualTo(query);
        String path = mark < 0 ? target : target.substring(0, mark);
        assertThat(path.equals(base) || path.startsWith(base + "/")).isTrue();
        String read = path;
        for (int times = 0; times < 3; times++) {
            staysBelow(base, read);
            staysBelow(base, read.replaceAll(";[^/]*", ""));
            staysBelow(base, read.replace(";", ""));
            staysBelow(base, read.replaceAll("\\s|\\x00.*", ""));
            read = Normalizer.normalize(decoded(read), Normalizer.Form.NFKC).replace('\\', '/');
        }
    }

    /** Removes the segments of dots (RFC 3986 5.2.4), and those that are empty. */
    private static void staysBelow(String base, String path) {
        Deque<String> open = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            if (segment.strip().equals("..")) {
                open.pollLast();
            } else if (!segment.isEmpty() && !segment.strip().equals(".")) {
                open.addLast(segment);
            }
        }
        String left = "/" + String.join("/", open);
        assertThat(left.equals(base) || left.startsWith(base + "/"))
                .as("%s in %s", left, path)
                .isTrue();
    }

    private static String decoded(String path) {
        String bytes = ESCAPE.matcher(path)
                .replaceAll(escape ->
                        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
        boolean isLatin = bytes.chars().allMatch(c -> c < 256);
        return isLatin ? new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8) : bytes;
    }
}
