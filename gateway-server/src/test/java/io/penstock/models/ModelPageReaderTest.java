package io.penstock.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.provider.Catalogue;
import io.penstock.provider.ModelList;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPageReaderTest {
    @Test
    void readsOpenAi() throws IOException {
        ModelPage page = read("openai", """
                {"object":"list","data":[
                  {"id":"gpt-4o","object":"model","created":1715367049,"owned_by":"system"},
                  {"id":"gpt-4.1","object":"model","created":1744316542,"owned_by":"system","extra":{"a":[1]}}
                ]}""");

        assertThat(page.models())
                .containsExactly(
                        new Model("gpt-4o", 1715367049, "system", 0, null, null),
                        new Model("gpt-4.1", 1744316542, "system", 0, null, null));
        assertThat(page.cursor()).isNull();
    }

    @Test
    void readsAnthropic() throws IOException {
        ModelPage page = read("anthropic", """
                {"data":[{"type":"model","id":"claude-sonnet-4-20250514","display_name":"Claude Sonnet 4",
                 "created_at":"2025-05-22T00:00:00Z"}],"has_more":true,"first_id":"claude-sonnet-4-20250514",
                 "last_id":"claude-sonnet-4-20250514"}""");

        assertThat(page.models())
                .containsExactly(new Model("claude-sonnet-4-20250514", 1747872000, null, 0, null, null));
        assertThat(page.cursor()).isEqualTo("claude-sonnet-4-20250514");
    }

    @Test
    void knowsAnthropicsLastPage() throws IOException {
        String last = "{\"data\":[{\"id\":\"claude-3\"}],\"has_more\":false,\"last_id\":\"claude-3\"}";

        assertThat(read("anthropic", last).cursor()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"next_page_token\":\"\"", ",\"next_page_token\":null"})
    void knowsCoheresLastPage(String end) throws IOException {
        String page =
                "{\"models\":[{\"name\":\"command-a-03-2025\",\"endpoints\":[\"chat\"],\"context_length\":256000}]";

        ModelPage read = read("cohere", page + end + "}");

        assertThat(read.models()).containsExactly(new Model("command-a-03-2025", 0, null, 256000, null, null));
        assertThat(read.cursor()).isNull();
    }

    @Test
    void readsCoheresCursor() throws IOException {
        assertThat(read("cohere", "{\"models\":[],\"next_page_token\":\"abc=\"}")
                        .cursor())
                .isEqualTo("abc=");
    }

    @Test
    void readsCloudflare() throws IOException {
        ModelPage page = read("cloudflare", """
                {"success":true,"errors":[],"messages":[],"result":[{"id":"429b9e8b","source":1,
                 "name":"@cf/meta/llama-3.1-8b-instruct","description":"x","task":{"id":"c3","name":"Text Generation"},
                 "created_at":"2024-07-18 22:53:33.746","properties":[{"property_id":"context_window","value":"7968"}]}],
                 "result_info":{"count":1,"page":1}}""");

        assertThat(page.models())
                .containsExactly(new Model("@cf/meta/llama-3.1-8b-instruct", 1721343213, null, 7968, null, null));
    }

    @Test
    void leavesGooglesPrefixAway() throws IOException {
        ModelPage page = read(
                "google",
                "{\"object\":\"list\",\"data\":[{\"id\":\"models/gemini-2.5-pro\",\"object\":\"model\",\"owned_by\":\"google\"}]}");

        assertThat(page.models()).containsExactly(new Model("gemini-2.5-pro", 0, "google", 0, null, null));
    }

    @Test
    void takesOllamasNullForAnEmptyList() throws IOException {
        assertThat(read("ollama", "{\"object\":\"list\",\"data\":null}").models())
                .isEmpty();
    }

    @Test
    void readsAListWithoutAnEnvelope() throws IOException {
        assertThat(read("openai", "[{\"id\":\"m\"}]").models()).containsExactly(Model.ofId("m"));
    }

    @Test
    void readsWhatOpenRouterTells() throws IOException {
        ModelPage page = read("openrouter", """
                {"data":[{"id":"openai/gpt-4o","created":1715558400,"context_length":128000,
                 "architecture":{"input_modalities":["text","image","file"],"output_modalities":["text"]},
                 "pricing":{"prompt":"0.0000025","completion":"0.00001","request":"0","input_cache_read":"0.00000125"}}]}""");

        assertThat(page.models())
                .containsExactly(new Model(
                        "openai/gpt-4o",
                        1715558400,
                        null,
                        128000,
                        new Pricing(
                                new BigDecimal("0.0000025"),
                                new BigDecimal("0.00001"),
                                new BigDecimal("0.00000125"),
                                null),
                        new Modalities(List.of("text", "image"), List.of("text"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":[{\"id\":\"a\"},{\"id\":\"\"},{\"id\":\" \"},{\"id\":null},{},7,null,[1],{\"id\":{\"b\":1}}]}",
                "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\\nc\"},{\"id\":\"b c\"},{\"id\":\"\\u0000\"}]}",
                "{\"data\":[{\"id\":\"a\",\"created\":\"never\",\"owned_by\":7e999,\"context_window\":{}}],\"has_more\":3}",
            })
    void aBadModelCostsNoOther(String page) throws IOException {
        assertThat(read("openai", page).models()).extracting(Model::id).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<!doctype html><html><body>Sign in</body></html>",
                "null",
                "\"data\"",
                "{}",
                "{\"error\":{\"message\":\"no\"}}",
                "{\"data\":{\"id\":\"a\"}}",
                "{\"data\":[{\"id\":\"a\"}",
                "{\"data\":[{\"id\":\"a\"}]",
                "{\"data\":[{\"id\":\"a\"",
                "[{\"id\":\"a\"}",
            })
    void refusesWhatIsNoList(String page) {
        assertThatThrownBy(() -> read("openai", page)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({"512, 1", "513, 0"})
    void anIdHasABound(int characters, int models) throws IOException {
        String page = "{\"data\":[{\"id\":\"" + "x".repeat(characters) + "\"}]}";

        assertThat(read("openai", page).models()).hasSize(models);
    }

    private static ModelPage read(String provider, String page) throws IOException {
        ModelList list = Catalogue.bundled().providers().stream()
                .filter(one -> one.id().equals(provider))
                .findFirst()
                .orElseThrow()
                .models();
        return new ModelPageReader(list).read(page.getBytes(StandardCharsets.UTF_8));
    }
}
