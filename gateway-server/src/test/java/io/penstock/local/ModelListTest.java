package io.penstock.local;

import static io.penstock.upstream.CannedServer.answer;
import static io.penstock.upstream.CannedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.config.GatewayConfig;
import io.penstock.dialect.Operation;
import io.penstock.models.Configs;
import io.penstock.models.ModelIndex;
import io.penstock.models.ModelSync;
import io.penstock.provider.Catalogue;
import io.penstock.provider.Provider;
import io.penstock.route.RouteTable;
import io.penstock.upstream.CannedServer;
import io.penstock.upstream.OneLoop;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelListTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATIENT = "models: {listTimeout: 20s}";

    private final OneLoop rig = new OneLoop();
    private final CannedServer server = new CannedServer(ModelListTest::vendor);
    private volatile GatewayConfig config = Configs.of(PATIENT, server.url());
    private volatile RouteTable routes = RouteTable.of(config, ModelIndex.EMPTY);
    private final ModelSync sync = new ModelSync(rig.loop(), rig.pool(), rig.grants(), this::onModels);
    private final ModelCatalogue catalogue = new ModelCatalogue(sync, () -> routes);
    private final ModelList list = new ModelList(catalogue);
    private final ModelDetail detail = new ModelDetail(catalogue);

    @AfterEach
    void stop() {
        sync.close();
        server.close();
        rig.close();
    }

    private void onModels(ModelIndex index) {
        routes = RouteTable.of(config, index);
    }

    private void configure(String yaml, String... providers) {
        config = Configs.of(yaml, server.url(), providers);
        routes = RouteTable.of(config, sync.lists().index());
        sync.follow(config);
    }

    /** Each vendor's own shape; the first segment of the path says whose. */
    private static String vendor(CannedServer.Request request) {
        String target = request.target();
        return switch (target.substring(1).split("/", -1)[0]) {
            case "props" -> json("{\"default_generation_settings\":{\"n_ctx\":32768}}");
            case "api" -> json("{\"parameters\":\"num_ctx 8192\",\"model_info\":{\"llama.context_length\":131072}}");
            case "anthropic" ->
                json("{\"data\":[{\"type\":\"model\",\"id\":\"claude-sonnet-4-20250514\",\"display_name\":\"C\","
                        + "\"created_at\":\"2025-05-22T00:00:00Z\"}],\"has_more\":false,\"last_id\":\"x\"}");
            case "google" -> json("{\"data\":[{\"id\":\"models/gemini-2.5-pro\",\"owned_by\":\"google\"}]}");
            case "cohere" -> json("{\"models\":[{\"name\":\"command-a-03-2025\",\"context_length\":256000}]}");
            case "cloudflare" ->
                json(
                        target.contains("&page=")
                                ? "{\"result\":[]}"
                                : "{\"result\":[{\"name\":\"@cf/meta/llama-3.1-8b-instruct\"}]}");
            case "openrouter" ->
                json(
                        "{\"data\":[{\"id\":\"openai/gpt-4o\",\"context_length\":128001,\"pricing\":{\"prompt\":\"0.000003\","
                                + "\"completion\":\"0.000011\"}},{\"id\":\"anthropic/claude:free\"}]}");
            case "llamacpp" -> json("{\"data\":[{\"id\":\"qwen\",\"max_context_length\":131072}]}");
            case "ollama" -> json("{\"data\":[{\"id\":\"llama3.1:8b\",\"created\":5,\"owned_by\":\"library\"}]}");
            case "mistral" -> json("{\"data\":[{\"id\":\"mistral-tiny\",\"max_context_length\":32768}]}");
            default ->
                json(
                        "{\"data\":[{\"id\":\"gpt-4\",\"created\":1687882411,\"owned_by\":\"openai\"},{\"id\":\"x/y/z\"}]}");
        };
    }

    @Test
    void listsTheModelsOfAllProviders() {
        configure(PATIENT, "openai", "google");

        assertThat(models("/v1/models"))
                .isEqualTo("200 {\"object\":\"list\",\"data\":["
                        + "{\"id\":\"openai/gpt-4\",\"object\":\"model\",\"created\":1687882411,\"owned_by\":\"openai\",\"served_by\":\"openai\"},"
                        + "{\"id\":\"openai/x/y/z\",\"object\":\"model\",\"created\":0,\"owned_by\":\"openai\",\"served_by\":\"openai\"},"
                        + "{\"id\":\"google/gemini-2.5-pro\",\"object\":\"model\",\"created\":0,\"owned_by\":\"google\",\"served_by\":\"google\"}"
                        + "]}");
        assertThat(models("/v1/models?provider=&include=,")).isEqualTo(models("/v1/models"));
    }

    @Test
    void aCallerOfAnthropicsApiGetsTheListAsAnthropicWritesIt() {
        configure(PATIENT, "openai");
        String version = "anthropic-version: 2023-06-01\r\n";

        String models = Asked.ask(list, "/v1/models", version, rig.loop()).said();
        String model = Asked.ask(detail, "/v1/models/openai/gpt-4", version, rig.loop())
                .said();

        assertThat(models)
                .isEqualTo("200 {\"data\":[{\"type\":\"model\",\"id\":\"openai/gpt-4\",\"display_name\":\"gpt-4\","
                        + "\"created_at\":\"2023-06-27T16:13:31Z\"},{\"type\":\"model\",\"id\":\"openai/x/y/z\","
                        + "\"display_name\":\"x/y/z\",\"created_at\":\"1970-01-01T00:00:00Z\"}],\"has_more\":false,"
                        + "\"first_id\":\"openai/gpt-4\",\"last_id\":\"openai/x/y/z\"}");
        assertThat(model)
                .isEqualTo("200 {\"type\":\"model\",\"id\":\"openai/gpt-4\",\"display_name\":\"gpt-4\","
                        + "\"created_at\":\"2023-06-27T16:13:31Z\"}");
    }

    @Test
    void everyListedNameLeadsToItself() throws JsonProcessingException {
        // The models of one have the operator's region in their names.
        List<String> providers = Catalogue.bundled().providers().stream()
                .filter(provider -> provider.path(Operation.MODELS) != null
                        || !provider.models().known().isEmpty())
                .map(Provider::id)
                .toList();
        configure("features: {demo: on}", providers.toArray(String[]::new));

        JsonNode data = body(models("/v1/models")).path("data");

        assertThat(data).hasSizeGreaterThan(providers.size()).allSatisfy(model -> {
            String id = model.path("id").asText();
            String provider = model.path("served_by").asText();
            assertThat(routes.resolve(id, null).provider()).isEqualTo(provider);
            assertThat(provider + "/" + routes.resolve(id, null).model()).isEqualTo(id);
            assertThat(body(one("/v1/models/" + id)).path("id").asText()).isEqualTo(id);
        });
        assertThat(data.findValuesAsText("served_by")).contains("demo").containsAll(providers);
    }

    @Test
    void aNameThatIsAnAliasForAnotherIsNotListed() {
        configure("models: {aliases: {openai/gpt-4: google/gemini-2.5-pro}}", "openai", "google");

        assertThat(models("/v1/models")).contains("openai/x/y/z").doesNotContain("openai/gpt-4");
    }

    @Test
    void listsOneProviderByIdOrAlias() {
        configure(PATIENT, "openai", "google");

        assertThat(models("/v1/models?provider=gemini"))
                .startsWith("200 {\"provider\":\"google\",\"object\":\"list\",\"data\":[{\"id\":\"google/")
                .doesNotContain("openai");
    }

    @Test
    void theDemoIsListedWhileItAnswers() {
        configure(PATIENT);
        assertThat(models("/v1/models")).contains("\"data\":[{\"id\":\"demo/echo\",\"object\":\"model\"");
        assertThat(models("/v1/models?provider=demo"))
                .startsWith("200 {\"provider\":\"demo\"")
                .contains("demo/echo");
        assertThat(one("/v1/models/demo/echo?include=pricing")).contains("\"pricing\":null");
        assertThat(one("/v1/models/demo/other")).startsWith("404 model_not_found");

        configure(PATIENT, "openai");
        assertThat(models("/v1/models")).doesNotContain("demo/echo");
        assertThat(models("/v1/models?provider=demo")).startsWith("400 invalid_request Provider not found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nobody | Provider not found. Please check the list of supported providers.",
                "groq   | Provider requires an API key. Please configure the provider's API key.",
            })
    void aProviderThatIsNotThereIsRefused(String provider, String message) {
        configure(PATIENT, "openai");

        assertThat(models("/v1/models?provider=" + provider)).startsWith("400 invalid_request " + message);
    }

    @Test
    void aProviderThatFailsIsMissingAndSaysSoWhenAskedFor() {
        server.script(request ->
                request.target().startsWith("/groq") ? answer(401, "text/plain", "key of whom") : vendor(request));
        configure(PATIENT, "openai", "groq");

        assertThat(models("/v1/models"))
                .startsWith("200")
                .contains("openai/gpt-4")
                .doesNotContain("groq");
        assertThat(models("/v1/models?provider=groq")).isEqualTo("502 upstream_error Failed to list models");
        assertThat(one("/v1/models/groq/llama")).isEqualTo("502 upstream_error Failed to list models");
    }

    @Test
    void aProviderThatIsTooSlowTimesOut() {
        server.script(request -> null);
        configure("models: {listTimeout: 100ms}", "openai");

        assertThat(models("/v1/models")).isEqualTo("200 {\"object\":\"list\",\"data\":[]}");
        assertThat(models("/v1/models?provider=openai")).startsWith("504 upstream_timeout Request timed out");
    }

    @Test
    void theListOfAllDoesNotWaitForAProviderThatFailedBefore() throws InterruptedException {
        server.script(
                request -> request.target().startsWith("/groq") ? answer(500, "text/plain", "") : vendor(request));
        configure("models: {listTimeout: 1m, refreshInterval: 1s}", "openai", "groq");
        assertThat(models("/v1/models")).contains("openai/gpt-4");

        server.script(request -> request.target().startsWith("/groq") ? null : vendor(request));
        int groq = 0;
        while (groq < 2) {
            groq += server.take().target().startsWith("/groq") ? 1 : 0;
        }

        assertThat(models("/v1/models?include=pricing")).contains("openai/gpt-4");
    }

    @Test
    void theFirstRequestWaitsForTheLists() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        server.script(request -> awaitLatch(held) ? vendor(request) : "");
        configure(PATIENT, "openai");

        Asked waits = Asked.ask(list, "/v1/models", rig.loop());
        Asked gone = Asked.ask(list, "/v1/models", rig.loop());
        server.take();
        assertThat(waits.isSaid()).isFalse();
        gone.cancel();
        held.countDown();

        assertThat(waits.said()).contains("openai/gpt-4");
        assertThat(models("/v1/models")).contains("openai/gpt-4");
        assertThat(gone.isSaid()).isFalse();
    }

    @Test
    void anAnswerIsKeptForAsLongAsNothingChanges() {
        configure(PATIENT, "openai");
        assertThat(models("/v1/models")).contains("openai/gpt-4");

        Asked again = Asked.ask(list, "/v1/models", rig.loop());
        assertThat(again.isSaid()).as("given at once").isTrue();

        configure("models: {disallowed: [gpt-4]}", "openai");
        assertThat(models("/v1/models")).doesNotContain("openai/gpt-4").contains("openai/x/y/z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"models: {allowed: [gpt-4]}", "models: {disallowed: ['x/y/z', 'openai/x/y/z']}"})
    void whatIsNotAllowedIsNotListed(String yaml) {
        configure(yaml, "openai");

        assertThat(models("/v1/models")).contains("openai/gpt-4").doesNotContain("x/y/z");
        assertThat(one("/v1/models/openai/x/y/z")).startsWith("403 model_not_allowed");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/openai/gpt-4,            openai/gpt-4",
        "/v1/models/gpt-4,                   openai/gpt-4",
        "/v1/models/openai%2Fx%2Fy%2Fz,      openai/x/y/z",
        "/v1/models/x/y/z,                   openai/x/y/z",
        "/v1/models/gemini-2.5-pro,          google/gemini-2.5-pro",
        "/v1/models/gemini/gemini-2.5-pro,   google/gemini-2.5-pro",
        "/v1/models/gpt-4?provider=openai,   openai/gpt-4",
    })
    void oneModelIsFoundAsARequestWouldFindIt(String target, String id) throws JsonProcessingException {
        configure(PATIENT, "openai", "google");

        JsonNode model = body(one(target));

        assertThat(model.path("id").asText()).isEqualTo(id);
        assertThat(model.path("object").asText()).isEqualTo("model");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/openai/gpt-9,  404 model_not_found",
        "/v1/models/nobodys-model, 404 model_not_found",
        "/v1/models/gpt-4?include=x, '400 invalid_request unknown include value \"x\"'",
    })
    void aModelThatIsNotThereIsNotFound(String target, String said) {
        configure(PATIENT, "openai", "google");

        assertThat(one(target)).startsWith(said);
    }

    @Test
    void anUnknownFactIsRefused() {
        configure(PATIENT, "openai");

        assertThat(models("/v1/models?include=pricing,foo"))
                .isEqualTo("400 invalid_request unknown include value \"foo\"");
    }

    @Test
    void factsThatWereNotAskedForAreAbsentAndUnknownOnesAreNull() {
        configure(PATIENT, "openai");

        assertThat(models("/v1/models?include=context_window"))
                .contains("\"context_window\":{\"tokens\":8192,\"source\":\"community\"}}")
                .contains("\"id\":\"openai/x/y/z\",\"object\":\"model\",\"created\":0,\"owned_by\":\"openai\","
                        + "\"served_by\":\"openai\",\"context_window\":null}")
                .doesNotContain("pricing", "modalities");
    }

    @ParameterizedTest
    @CsvSource({
        "openrouter, 0, 128001, provider",
        "cohere,     0, 256000, provider",
        "mistral,    0, 32768,  provider",
        "anthropic,  0, 200000, community",
        "llamacpp,   0, 32768,  runtime",
        "ollama,     0, 8192,   runtime",
    })
    void theContextWindowIsTheBestThatIsKnown(String provider, int model, int tokens, String source)
            throws JsonProcessingException {
        configure(PATIENT, provider);

        JsonNode data = body(models("/v1/models?include=context_window")).path("data");

        assertThat(data.path(model).path("context_window"))
                .hasToString("{\"tokens\":" + tokens + ",\"source\":\"" + source + "\"}");
    }

    @Test
    void aServerThatDoesNotSayWhatItRunsLeavesWhatItsListSaid() {
        server.script(request -> request.target().equals("/props") ? answer(500, "text/plain", "") : vendor(request));
        configure(PATIENT, "llamacpp");

        assertThat(models("/v1/models?include=context_window")).contains("{\"tokens\":131072,\"source\":\"provider\"}");
    }

    @Test
    void pricesAreDecimalTextsPerToken() throws JsonProcessingException {
        configure(PATIENT, "openrouter", "openai");

        JsonNode data = body(models("/v1/models?include=pricing,modalities")).path("data");
        JsonNode community = data.path(0).path("pricing");
        JsonNode provider = data.path(2).path("pricing");

        assertThat(community.path("currency").asText()).isEqualTo("USD");
        assertThat(community.path("input_per_token").asText()).isEqualTo("0.00003");
        assertThat(community.path("source").asText()).isEqualTo("community");
        assertThat(community.path("updated_at").asText()).matches("20[0-9-]{8}T00:00:00Z");
        assertThat(provider.path("input_per_token").asText()).isEqualTo("0.000003");
        assertThat(provider.path("output_per_token").asText()).isEqualTo("0.000011");
        assertThat(provider.has("cache_read_per_token")).isFalse();
        assertThat(provider.path("source").asText()).isEqualTo("provider");
        assertThat(provider.path("updated_at").asText()).matches("20[0-9-]{8}T[0-9:]{8}Z");
        assertThat(data.path(0).path("modalities")).hasToString("{\"input\":[\"text\"],\"output\":[\"text\"]}");
        assertThat(data.path(3).path("pricing").isNull()).isTrue();
    }

    private String models(String target) {
        return Asked.ask(list, target, rig.loop()).said();
    }

    private String one(String target) {
        return Asked.ask(detail, target, rig.loop()).said();
    }

    private static JsonNode body(String said) throws JsonProcessingException {
        assertThat(said).startsWith("200 ");
        return JSON.readTree(said.substring("200 ".length()));
    }

    private static boolean awaitLatch(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
