package io.penstock.surface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyPathTest {
    private static final List<String> BASES = List.of("", "/v1", "/v1beta/openai", "/client/v4/accounts/a1/ai/v1");

    @ParameterizedTest
    @CsvSource({
        "/v1, chat/completions, /v1/chat/completions",
        "/v1, v1/chat/completions, /v1/chat/completions",
        "/v1, v1/v1/chat/completions, /v1/chat/completions",
        "/v1, v1, /v1",
        "/v1, v1/, /v1/",
        "/v1, '', /v1",
        "/v1/, models/, /v1/models/",
        "/v1, v2/rerank, /v1/v2/rerank",
        "/v1, models/v1/v1, /v1/models/v1/v1",
        "'', '', /",
        "/, '', /",
        "'', api/chat, /api/chat",
        "'', v1/v1/chat, /v1/chat",
        "'', v1beta/v1beta/models, /v1beta/models",
        "'', files/files/x, /files/files/x",
        "/openai, openai/deployments/d/chat, /openai/deployments/d/chat",
        "/v1beta/openai, openai/chat/completions, /v1beta/openai/chat/completions",
        "/v1beta/openai, v1beta/openai/chat/completions, /v1beta/openai/chat/completions",
        "/v1, models/gpt-4:generate, /v1/models/gpt-4:generate",
        "/v1, run/@cf/meta/llama-3.1-8b, /v1/run/@cf/meta/llama-3.1-8b",
        "/v1, files/a%20b%C3%A9, /v1/files/a%20b%C3%A9",
        "/v1, files/a..b, /v1/files/a..b",
        "/v1, files/.hidden, /v1/files/.hidden",
        "/v1, files/a;v=1, /v1/files/a;v=1",
    })
    void joinsToTheBasePath(String base, String rest, String target) {
        assertThat(new ProxyPath(base).target(rest, null)).isEqualTo(target);
    }

    @Test
    void keepsTheQueryAsItIs() {
        ProxyPath path = new ProxyPath("/v1");

        assertThat(path.target("files", "a=%2e%2e/../b&c=d?e//f&%zz"))
                .isEqualTo("/v1/files?a=%2e%2e/../b&c=d?e//f&%zz");
        assertThat(path.target("files", "")).isEqualTo("/v1/files?");
        assertThat(path.target("", "x=1")).isEqualTo("/v1?x=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a#b", "a b", "a\r\nX: y", "a\u0000", "\u00e9", "a\u007f"})
    void refusesAQueryThatNoRequestLineMayHold(String query) {
        assertThatThrownBy(() -> new ProxyPath("/v1").target("files", query)).isInstanceOf(FaultException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../admin",
                "..",
                ".",
                "a/..",
                "a/./b",
                "a/../../b",
                "%2e%2e/admin",
                "%2e%2E",
                ".%2e/admin",
                "%252e%252e/admin",
                "%25%32%65",
                "..;/admin",
                "..;x=1/admin",
                "..%3b/admin",
                "%2e%2e;/admin",
                ".;/a",
                "a%2fb",
                "..%2fadmin",
                "..%5cadmin",
                "a%5Cb",
                "a\\b",
                "..\\admin",
                "/admin",
                "//evil.com/x",
                "a//b",
                "a%00b",
                "%00",
                "a%0ab",
                "a%0d%0aX:%20y",
                "a\r\nb",
                "a b",
                "a\tb",
                "%c0%ae%c0%ae/admin",
                "%c0%af",
                "%e0%80%ae%e0%80%ae",
                "%f0%80%80%ae",
                "%fc%80%80%80%80%ae",
                "%ed%a0%80",
                "%ff",
                "%ef%bc%8f",
                "%ef%bc%8e%ef%bc%8e/x",
                "%e2%80%a5/x",
                "%ef%bc%bc",
                "%ef%bc%85",
                "..%20/admin",
                "%20../admin",
                "..%09/admin",
                ".../x",
                ". ./x",
                "a?b",
                "a#b",
                "a%",
                "a%2",
                "a%zz",
                "a%u002e",
                "a\u00e9",
                "\u2024\u2024/x",
                "a\"b",
                "a<b",
                "a|b",
                "a^b",
                "a`b",
                "a{b}",
                "a[0]",
                "a\u007f",
                "a%7f",
                "http://evil.com/x",
            })
    void refusesWhatSomeServerCouldReadAsLeaving(String rest) {
        for (String base : BASES) {
            assertThatThrownBy(() -> new ProxyPath(base).target(rest, null))
                    .isInstanceOfSatisfying(FaultException.class, e -> {
                        assertThat(e.fault().kind()).isEqualTo(GatewayFault.Kind.INVALID_REQUEST);
                        assertThat(e.fault().status()).isEqualTo(400);
                    });
        }
    }

    @Test
    void neverLeavesTheBasePathWhateverIsGenerated() {
        Random random = new Random(20_261_121L);
        int passed = 0;
        for (int i = 0; i < 24_000; i++) {
            String base = BASES.get(random.nextInt(BASES.size()));
            String rest = PathMutations.next(random);
            try {
                String target = new ProxyPath(base).target(rest, null);
                passed++;
                assertThat(target)
                        .as(rest)
                        .satisfiesAnyOf(
                                t -> assertThat(t).startsWith(base + "/"),
                                t -> assertThat(t).isEqualTo(base));
                assertStays(target, rest);
            } catch (FaultException e) {
                assertThat(e.fault().status()).isEqualTo(400);
            }
        }
        assertThat(passed).isGreaterThan(1_000);
    }

    /** A reading that decodes twice, maps backslashes, drops parameters and normalises must come out where it went in. */
    private static void assertStays(String target, String rest) {
        assertThat(URI.create(target).normalize().toString()).as(rest).isEqualTo(target);
        String read = target;
        for (int i = 0; i < 2; i++) {
            read = URLDecoder.decode(read.replace("+", "%2B"), StandardCharsets.UTF_8)
                    .replace('\\', '/');
            assertThat(read).as(rest).doesNotContain("//", "\u0000", "\ufffd");
        }
        assertThat(read.chars().filter(c -> c == '/').count())
                .as(rest)
                .isEqualTo(target.chars().filter(c -> c == '/').count());
        for (String segment : read.split("/", -1)) {
            assertThat(segment.replaceAll(";.*", "").strip()).as(rest).doesNotMatch("\\.+");
        }
    }

    @Test
    void refusesABasePathWithoutALeadingSlash() {
        assertThatThrownBy(() -> new ProxyPath("v1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("base path: v1");
    }
}
