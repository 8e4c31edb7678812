package io.penstock.surface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.codec.Allocation;
import io.penstock.codec.http.HttpMethod;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.Operation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SurfaceTableTest {
    private static final SurfaceTable STANDARD = SurfaceTable.standard();

    private record Family(String name, List<RouteRow> rows) implements Surface {}

    @ParameterizedTest
    @CsvSource({
        "GET,  /health, health",
        "HEAD, /health, health",
        "GET,  /health/, health",
        "GET,  /health/ready, readiness",
        "GET,  /v1/models, model_list",
        "GET,  /v1/models/, model_list",
        "GET,  /models, model_list",
        "GET,  /openai/v1/models, model_list",
        "GET,  /v1/models/gpt-4o, model",
        "HEAD, /v1/models/gpt-4o, model",
        "GET,  /v1/models/groq/openai/gpt-oss-120b, model",
        "GET,  /openai/v1/models/a/b, model",
        "POST, /, chat",
        "POST, /v1/chat/completions, chat",
        "POST, /v1/chat/completions/, chat",
        "POST, /chat/completions, chat",
        "POST, /openai/v1/chat/completions, chat",
        "POST, /v1/completions, completions",
        "POST, /v1/embeddings, embeddings",
        "POST, /v1/responses, chat",
        "POST, /v1/images/generations, image_generations",
        "POST, /v1/images/edits, image_edits",
        "POST, /v1/images/variations, image_variations",
        "POST, /v1/audio/speech, speech",
        "POST, /v1/audio/transcriptions, transcriptions",
        "POST, /v1/audio/translations, translations",
        "POST, /v1/moderations, moderations",
        "POST, /v1/rerank, rerank",
        "POST, /openai/v1/rerank, rerank",
        "POST, /v2/embed, embeddings",
        "POST, /v2/rerank, rerank",
        "POST, /v1beta/models/m:embedContent, embeddings",
        "POST, /v1beta/models/m:batchEmbedContents, embeddings",
        "POST, /v1beta/models/m:generateContent, chat",
        "POST, /v1beta/models/groq/openai/m:generateContent, chat",
        "POST, /v1beta/models/groq/openai/m:countTokens/, count_tokens",
        "GET,  /proxy/openai, proxy",
        "GET,  /proxy/openai/, proxy",
        "PATCH, /proxy/openai/v1/anything, proxy",
        "DELETE, /proxy/openai/v1/files/f-1, proxy",
        "OPTIONS, /proxy/openai/x, proxy",
    })
    void takesEveryUrlOfTheContract(HttpMethod method, String path, String action) {
        assertThat(found(STANDARD, method, path).row().action().key()).isEqualTo(action);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "v1/models",
                "//v1/models",
                "/v1//models",
                "/V1/models",
                "/v1/%6dodels",
                "/v1%2fmodels",
                "/v1/models//",
                "/health/../v1/models",
                "/health/ready/x",
                "/healthz",
                "/health;x",
                "/v1",
                "/v1/chat",
                "/v1/chat/completions/x",
                "/proxy",
                "/proxy/",
                "/proxy//x",
                "/v1beta/models/:generateContent",
                "/v1beta/models/a/m:unknown",
                "/v1beta/models/a/m:generateContent/x",
            })
    void knowsNoOtherSpelling(String path) {
        assertThat(matchBoth(STANDARD, HttpMethod.GET, path)).isSameAs(SurfaceMatch.Unknown.INSTANCE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST    | /health                | GET, HEAD",
                "DELETE  | /v1/models             | GET, HEAD",
                "POST    | /v1/models/a/b         | GET, HEAD",
                "GET     | /v1/chat/completions   | POST",
                "HEAD    | /v1/chat/completions   | POST",
                "OPTIONS | /                      | POST",
                "TRACE   | /proxy/openai/x        | GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
                "CONNECT | /proxy/openai/x        | GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
            })
    void saysWhichMethodsAPathHas(HttpMethod method, String path, String allow) {
        SurfaceMatch match = matchBoth(STANDARD, method, path);

        assertThat(match).isInstanceOfSatisfying(SurfaceMatch.WrongMethod.class, wrong -> {
            assertThat(wrong.allow()).isEqualTo(allow);
            assertThat(wrong.rows()).isNotEmpty();
        });
    }

    @Test
    void givesVariablesAsTheyWereSentAndDecodedOnce() {
        SurfaceMatch.Found proxy = found(STANDARD, HttpMethod.GET, "/proxy/openai%20/a%2Fb//c/");
        SurfaceMatch.Found model = found(STANDARD, HttpMethod.GET, "/v1/models/openai%2Fgpt%252e4%20%C3%BC/");

        SurfaceMatch.Found content = found(STANDARD, HttpMethod.POST, "/v1beta/models/groq/a%2Fb:c:generateContent/");

        assertThat(content.variables().decoded("model")).isEqualTo("groq/a/b:c");
        assertThat(proxy.variables().raw(ProxySurface.PROVIDER)).isEqualTo("openai%20");
        assertThat(proxy.variables().raw(ProxySurface.PATH)).isEqualTo("a%2Fb//c/");
        assertThat(model.variables().decoded("id")).isEqualTo("openai/gpt%2e4 ü");
        assertThat(model.variables().raw("id")).isEqualTo("openai%2Fgpt%252e4%20%C3%BC/");
        assertThat(model.variables().raw("other")).isNull();
        assertThat(model.variables().decoded("other")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "%zz", "a%00", "%0a", "%7f", "%c0%ae", "%ff", "%ed%a0%80", "%e2%82", "ü"})
    void refusesAVariableThatIsNoText(String id) {
        SurfaceMatch.Found model = found(STANDARD, HttpMethod.GET, "/v1/models/" + id);

        assertThatThrownBy(() -> model.variables().decoded("id"))
                .isInstanceOf(FaultException.class)
                .hasMessageStartingWith("path: ");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models, /v1/models",
        "/v1/acme/models, /v1/{account}/models",
        "/v1/acme/x, /v1/{account}/{gateway}",
        "/v1/acme/x/y/z, /v1/{account}/{gateway}/{rest...}",
        "/v1/models/x, /v1/models/{id...}",
        "/v1/models/compat/y, /v1/models/{id...}",
        "/v1/files/a/content, /v1/files/{id}/content",
        "/v1/files/a/other, /v1/{account}/{gateway}/{rest...}",
        "/v1/models/a/b:get, /v1/models/{id...}:get",
        "/v1/models/:get, /v1/models/{id...}",
    })
    void prefersTheLiteralAtTheFirstSegmentThatDiffers(String path, String pattern) {
        SurfaceTable table = table(
                row("/v1/{account}/{gateway}/{rest...}"),
                row("/v1/{account}/{gateway}"),
                row("/v1/{account}/models"),
                row("/v1/files/{id}/content"),
                row("/v1/models/{id...}"),
                row("/v1/models/{id...}:get"),
                row("/v1/models"));

        assertThat(found(table, HttpMethod.POST, path).row().pattern()).isEqualTo(pattern);
    }

    @Test
    void refusesTwoRowsThatMatchOnePath() {
        assertThatThrownBy(() -> table(row("/v1/{account}/x"), row("/v1/{account}/x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "surface: POST /v1/{account}/x (test) and POST /v1/{account}/x (test) both match one request"
                                + " (expected: one row for a method and a path)");
        assertThatThrownBy(() -> table(row("/v1/{account}/x"), row("/v1/{tenant}/x")))
                .hasMessageContaining("both match one request");
        assertThatThrownBy(() -> table(row(HttpMethod.GET, "/a"), anyMethod("/a")))
                .hasMessageContaining("GET /a (test) and ANY /a (test)");
    }

    @Test
    void refusesOnePathWithTwoNames() {
        assertThatThrownBy(() -> table(row(HttpMethod.GET, "/f/{a}"), row(HttpMethod.POST, "/f/{b}")))
                .hasMessageContaining("GET /f/{a} (test) and POST /f/{b} (test) name one path in two ways");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "v1", "/v1/", "//", "/{a}/{a}", "/{a...}/b", "/x{a}", "/{}", "/{a..}", "/a b", "/%61", "/a?b"
            })
    void refusesAMalformedPattern(String pattern) {
        assertThatThrownBy(() -> table(row(pattern)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("surface: the pattern " + pattern + " (expected:");
    }

    @Test
    void onlyHealthIsPublic() {
        assertThat(STANDARD.rows().stream().filter(RouteRow::isPublic).map(RouteRow::pattern))
                .containsExactly("/health", "/health/ready");
    }

    /** Whatever spelling of a path a caller without a credential finds, it leads to no row that wants one. */
    @Test
    void noSpellingMakesAnotherRowPublic() {
        List<String> pieces = List.of(
                "/health",
                "/ready",
                "/v1",
                "/models",
                "/proxy",
                "/openai",
                "/..",
                "/.",
                "//",
                "/",
                ";",
                "%2f",
                "%2e%2e",
                "..",
                "/..;",
                "%00",
                "\\",
                "http://evil",
                "*",
                "%68ealth",
                "/chat/completions");
        Random random = new Random(5);
        int open = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder path = new StringBuilder();
            for (int n = random.nextInt(4); n >= 0; n--) {
                path.append(pieces.get(random.nextInt(pieces.size())));
            }
            SurfaceMatch match = matchBoth(STANDARD, HttpMethod.GET, path.toString());
            if (match instanceof SurfaceMatch.Found found && found.row().isPublic()) {
                open++;
                assertThat(path.toString()).matches("/health(/ready)?/?");
            }
        }
        assertThat(open).isGreaterThan(100);
    }

    @Test
    void printsEveryRow() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        STANDARD.print(new PrintStream(out, true, StandardCharsets.UTF_8));

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(STANDARD.rows().size() + 1);
        assertThat(lines.get(0)).startsWith("METHOD   PATH");
        assertThat(lines)
                .anyMatch(line -> line.matches("ANY +/proxy/\\{provider}/\\{path\\.\\.\\.} +proxy +proxy +.*"));
        assertThat(lines).anyMatch(line -> line.matches("GET +/health +health +health +.*\\(public\\)"));
    }

    @Test
    void findsALiteralPathWithoutAllocating() {
        byte[] head = "POST /openai/v1/chat/completions HTTP/1.1".getBytes(StandardCharsets.US_ASCII);
        AtomicInteger missed = new AtomicInteger();

        double bytes = Allocation.bytesPerCall(
                200_000,
                () -> missed.addAndGet(
                        STANDARD.match(HttpMethod.POST, head, 5, 32) instanceof SurfaceMatch.Found ? 0 : 1));

        assertThat(missed).hasValue(0);
        assertThat(bytes).isLessThan(1.0);
    }

    private static SurfaceMatch matchBoth(SurfaceTable table, HttpMethod method, String path) {
        byte[] bytes = ("xx" + path + "yy").getBytes(StandardCharsets.ISO_8859_1);
        SurfaceMatch ofBytes = table.match(method, bytes, 2, bytes.length - 2);
        SurfaceMatch ofText = table.match(method, path);
        assertThat(ofBytes.getClass()).isEqualTo(ofText.getClass());
        if (ofBytes instanceof SurfaceMatch.Found a && ofText instanceof SurfaceMatch.Found b) {
            assertThat(a.row()).isSameAs(b.row());
        }
        return ofBytes;
    }

    private static SurfaceMatch.Found found(SurfaceTable table, HttpMethod method, String path) {
        SurfaceMatch match = matchBoth(table, method, path);
        assertThat(match).as(path).isInstanceOf(SurfaceMatch.Found.class);
        return (SurfaceMatch.Found) match;
    }

    private static SurfaceTable table(RouteRow... rows) {
        return SurfaceTable.of(List.of(new Family("test", Arrays.asList(rows))));
    }

    private static RouteRow row(String pattern) {
        return row(HttpMethod.POST, pattern);
    }

    private static RouteRow row(HttpMethod method, String pattern) {
        return new RouteRow("test", method, pattern, new RouteAction.Relay(Operation.CHAT), "openai", Set.of(), "");
    }

    private static RouteRow anyMethod(String pattern) {
        return new RouteRow("test", null, pattern, new RouteAction.Relay(Operation.PROXY), "openai", Set.of(), "");
    }
}
