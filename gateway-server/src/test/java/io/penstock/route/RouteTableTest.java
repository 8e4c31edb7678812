package io.penstock.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.config.ConfigLoader;
import io.penstock.config.GatewayConfig;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.Operation;
import io.penstock.models.ModelIndex;
import io.penstock.provider.Catalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private static final Catalogue CATALOGUE = Catalogue.bundled();
    private static final String YAML = """
            models:
              aliases:
                fast: groq/llama-3.3-70b
                openai/gpt-4: google/gemini-2.5-pro
                lost: xai/grok-4
                echo: demo/echo
            features: {demo: on}
            providers:
              own: {url: 'http://127.0.0.1:1/v1', aliases: [mine]}
            """;

    private static final ModelIndex MODELS = new ModelIndex(Map.of(
            "groq", List.of("openai/gpt-oss-120b", "meta-llama/llama-4", "gpt-oss-20b", "shared", "claude-like"),
            "own", List.of("shared", "only-here", "gemini-copy"),
            "xai", List.of("not-configured")));

    private final RouteTable table = table(YAML, MODELS, keys("OPENAI", "GROQ", "GOOGLE", "OPENROUTER"));

    @ParameterizedTest
    @CsvSource({
        // the provider is named beside the model
        "gpt-4o, openai, openai, gpt-4o",
        "openai/gpt-4o, openai, openai, gpt-4o",
        "gemini/gemini-2.5-pro, google, google, gemini-2.5-pro",
        "google/gemini-2.5-pro, google-ai-studio, google, gemini-2.5-pro",
        "openai/gpt-oss-120b, groq, groq, openai/gpt-oss-120b",
        "groq/openai/gpt-oss-120b, groq, groq, openai/gpt-oss-120b",
        "fast, openai, openai, fast",
        "demo/echo, demo, demo, echo",
        "openai/, openai, openai, openai/",
        "openai/gpt-4o, '', openai, gpt-4o",
        // an alias
        "fast,, groq, llama-3.3-70b",
        "openai/gpt-4,, google, gemini-2.5-pro",
        "echo,, demo, echo",
        // provider/model
        "openai/gpt-4o,, openai, gpt-4o",
        "OpenAI/gpt-4o,, openai, gpt-4o",
        "gemini/gemini-2.5-pro,, google, gemini-2.5-pro",
        "openrouter/anthropic/claude-opus-4,, openrouter, anthropic/claude-opus-4",
        "groq/openai/gpt-oss-120b,, groq, openai/gpt-oss-120b",
        "mine/anything/at/all,, own, anything/at/all",
        "demo/echo,, demo, echo",
        "google/models/x,, google, models/x",
        // a provider's list
        "meta-llama/llama-4,, groq, meta-llama/llama-4",
        "gpt-oss-20b,, groq, gpt-oss-20b",
        "shared,, groq, shared",
        "only-here,, own, only-here",
        "claude-like,, groq, claude-like",
        "gemini-copy,, own, gemini-copy",
        // the look of the name
        "gpt-4o,, openai, gpt-4o",
        "gpt-image-1,, openai, gpt-image-1",
        "text-embedding-3-small,, openai, text-embedding-3-small",
        "dall-e-3,, openai, dall-e-3",
        "whisper-1,, openai, whisper-1",
        "gemini-2.5-flash,, google, gemini-2.5-flash",
        "text-embedding-004,, google, text-embedding-004",
    })
    void resolvesANameWhereItIsFirstKnown(String model, @Nullable String param, String provider, String upstream) {
        Target target = table.resolve(model, param);

        assertThat(target.provider()).isEqualTo(provider);
        assertThat(target.model()).isEqualTo(upstream);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claude-opus-4",
                "gpt-oss-120b",
                "gpt",
                "dall-e-2",
                "whisper-2",
                "text-embedding-ada-002",
                "FAST",
                "openai/",
                "/gpt",
                "unknown/gpt-4o",
                "ope\u212Aai/x",
                "\u212Aimi",
                "openai%20/x",
                "openai@evil/x",
                " openai/x",
                "not-configured",
            })
    void saysHowToNameAProviderWhereNoneIsKnown(String model) {
        GatewayFault fault = fault(() -> table.resolve(model, null));

        assertThat(fault.kind()).isEqualTo(Kind.MODEL_NOT_FOUND);
        assertThat(fault.param()).isEqualTo("model");
        assertThat(fault.message())
                .startsWith(
                        "Unable to determine provider for model. Please specify a provider using the ?provider= query"
                                + " parameter or use the provider/model format (e.g., openai/gpt-4).")
                .contains("openai, google, groq, openrouter, own, demo");
    }

    @Test
    void repeatsOnlyTheBeginningOfALongName() {
        assertThat(fault(() -> table.resolve("x".repeat(100_000), null)).message())
                .hasSizeLessThan(500);
        assertThat(fault(() -> table.resolve("x", "x".repeat(100_000))).message())
                .hasSizeLessThan(500);
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic/claude-opus-4,, ANTHROPIC_API_KEY",
        "claude-opus-4, anthropic, ANTHROPIC_API_KEY",
        "lost,, XAI_API_KEY",
        "grok/grok-4,, XAI_API_KEY",
        "workers-ai/@cf/meta/x,, CLOUDFLARE_API_KEY and CLOUDFLARE_ACCOUNT_ID",
        "ollama/llama3,, OLLAMA_API_URL",
    })
    void namesTheVariableThatAKnownProviderIsMissing(String model, @Nullable String param, String variable) {
        GatewayFault fault = fault(() -> table.resolve(model, param));

        assertThat(fault.kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(fault.message()).contains("not configured (expected: " + variable + " in the environment");
        if (variable.contains("KEY")) {
            assertThat(fault.message())
                    .startsWith("Provider requires an API key. Please configure the provider's API key.");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"OpenAI", "OPENAI", "openai ", "openai%20", "openai@evil", "nope", "opena\u0131", "../openai"})
    void takesAProviderBesideTheModelOnlyAsItIsWritten(String param) {
        GatewayFault fault = fault(() -> table.resolve("gpt-4o", param));

        assertThat(fault.kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(fault.message()).startsWith("Provider not found. Please check the list of supported providers.");
        assertThat(fault(() -> table.endpoint(param))).isEqualTo(fault);
    }

    @Test
    void asksTheDefaultProviderForWhatNothingElseIsKnownOf() {
        RouteTable routes = table("models: {defaultProvider: gemini}", MODELS, keys("OPENAI", "GOOGLE"));

        assertThat(routes.resolve("unknown/model", null)).isEqualTo(upstream(routes, "google", "unknown/model"));
        assertThat(routes.resolve("claude-opus-4", null)).isEqualTo(upstream(routes, "google", "claude-opus-4"));
        assertThat(routes.resolve("gpt-4o", null)).isEqualTo(upstream(routes, "openai", "gpt-4o"));
        assertThat(routes.resolve(null, null)).isEqualTo(upstream(routes, "google", null));
    }

    @Test
    void asksTheOnlyProviderForWhatNothingElseIsKnownOf() {
        RouteTable routes = table("features: {demo: on}", ModelIndex.EMPTY, keys("MISTRAL"));

        assertThat(routes.resolve("gpt-4o", null)).isEqualTo(upstream(routes, "mistral", "gpt-4o"));
        assertThat(routes.resolve(null, null)).isEqualTo(upstream(routes, "mistral", null));
        assertThat(routes.resolve("", null)).isEqualTo(upstream(routes, "mistral", null));
    }

    @Test
    void asksForAProviderWhereNoModelIsNamedAndSeveralCouldAnswer() {
        GatewayFault fault = fault(() -> table.resolve(null, null));

        assertThat(fault.kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(fault.message()).startsWith("No provider specified. Please specify a provider using the ?provider=");
        assertThat(table.resolve(null, "groq")).isEqualTo(upstream(table, "groq", null));
    }

    @Test
    void letsTheDemoAnswerWhileNobodyElseIsThere() {
        RouteTable routes = table("", ModelIndex.EMPTY, Map.of());

        assertThat(routes.resolve("demo/echo", null)).isEqualTo(new Target.Local("echo"));
        assertThat(routes.resolve("gpt-4o", null)).isEqualTo(new Target.Local("gpt-4o"));
        assertThat(fault(() -> routes.resolve("openai/gpt-4o", null)).message()).contains("OPENAI_API_KEY");
    }

    @Test
    void doesNotLetTheDemoAnswerOnceSomebodyElseIsThere() {
        RouteTable routes = table("", ModelIndex.EMPTY, keys("OPENAI"));

        assertThat(fault(() -> routes.resolve("demo/echo", null)).message()).contains("ENABLE_DEMO");
        assertThat(fault(() -> routes.resolve("echo", "demo")).message()).contains("ENABLE_DEMO");
    }

    @Test
    void resolvesEachListedIdToItself() {
        for (String provider : List.of("groq", "own")) {
            for (String id : MODELS.of(provider)) {
                assertThat(table.resolve(provider + "/" + id, null)).isEqualTo(upstream(table, provider, id));
            }
        }
    }

    @Test
    void namesThoseWhoHaveAnOperationThatTheTargetLacks() {
        GatewayFault fault = fault(() -> table.resolve("openrouter/x", null, Operation.SPEECH));

        assertThat(fault.kind()).isEqualTo(Kind.UNSUPPORTED_OPERATION);
        assertThat(fault.message())
                .startsWith("The Audio API is not supported by this provider yet.")
                .contains("speech of openrouter: absent", "configured: openai, groq)");
        assertThat(table.providersWith(Operation.SPEECH)).containsExactly("openai", "groq");
        assertThat(table.providersWith(Operation.MODERATIONS)).containsExactly("openai");
        assertThat(table.resolve("groq/x", null, Operation.SPEECH)).isEqualTo(upstream(table, "groq", "x"));
        assertThat(fault(() -> table.resolve("demo/echo", null, Operation.RERANK))
                        .message())
                .contains("rerank of demo: absent", "configured: none)");
    }

    @Test
    void findsTheEndpointThatIsNamedForItsOwnApi() {
        assertThat(table.endpoint("groq").id()).isEqualTo("groq");
        assertThat(table.endpoint("gemini").id()).isEqualTo("google");
        assertThat(fault(() -> table.endpoint("demo")).kind()).isEqualTo(Kind.UNSUPPORTED_OPERATION);
        assertThat(fault(() -> table.endpoint("xai")).message()).contains("XAI_API_KEY");
        assertThat(table.endpoints()).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, openai/gpt-4o,, true",
        "gpt-4o, gpt-4o,, true",
        "gpt-4o, GPT-4O, openai, true",
        "gpt-4o, gpt-4o-mini,, false",
        "openai/gpt-4o, gpt-4o,, true",
        "openai/gpt-4o, groq/gpt-4o,, false",
        "fast, fast,, true",
        "llama-3.3-70b, fast,, true",
        "gpt-4o, fast,, false",
        "gpt-4o, nobody-knows,, false",
        "gpt-4o, anthropic/claude,, false",
        "gpt-4o,, openai, false",
        "gemini/gemini-2.5-pro, google/gemini-2.5-pro,, true",
        "Gemini/gemini-2.5-pro, gemini-2.5-pro,, true",
        "gemini/gemini-2.5-pro, openai/gemini-2.5-pro,, false",
    })
    void letsOnlyAllowedModelsBeUsed(
            String allowed, @Nullable String model, @Nullable String param, boolean isAllowed) {
        Map<String, String> environment = keys("OPENAI", "GROQ", "GOOGLE");
        environment.put("ALLOWED_MODELS", allowed);
        environment.put("DISALLOWED_MODELS", "gpt-4o");
        RouteTable routes = table(YAML, MODELS, environment);

        if (isAllowed) {
            assertThat(routes.resolve(model, param).provider()).isNotEmpty();
        } else {
            GatewayFault fault = fault(() -> routes.resolve(model, param));
            assertThat(fault.kind()).isEqualTo(Kind.MODEL_NOT_ALLOWED);
            assertThat(fault.message()).isEqualTo("Model not allowed. Please check the list of allowed models.");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, openai/gpt-4o,, false",
        "gpt-4o, GPT-4o, openai, false",
        "openai/gpt-4o, gpt-4o,, false",
        "openai/gpt-4o, gpt-4o, openai, false",
        "llama-3.3-70b, fast,, false",
        "fast, fast,, false",
        "gemini-2.5-pro, google/models/gemini-2.5-pro,, false",
        "fast, groq/llama-3.3-70b,, true",
        "gpt-4o, gpt-4o-mini,, true",
        "gpt-4o,, openai, true",
        "gemini/gemini-2.5-pro, google/gemini-2.5-pro,, false",
        "gemini/gemini-2.5-pro, google-ai-studio/gemini-2.5-pro,, false",
        "gemini/gemini-2.5-pro, google/gemini-2.5-flash,, true",
    })
    void letsNoDisallowedModelBeUsedUnderAnyName(
            String disallowed, @Nullable String model, @Nullable String param, boolean isAllowed) {
        Map<String, String> environment = keys("OPENAI", "GROQ", "GOOGLE");
        environment.put("DISALLOWED_MODELS", disallowed);
        RouteTable routes = table(YAML, MODELS, environment);

        if (isAllowed) {
            assertThat(routes.resolve(model, param).provider()).isNotEmpty();
        } else {
            GatewayFault fault = fault(() -> routes.resolve(model, param));
            assertThat(fault.kind()).isEqualTo(Kind.MODEL_NOT_ALLOWED);
            assertThat(fault.message()).isEqualTo("Model is disallowed. Please use a different model.");
        }
    }

    @Test
    void listsWhatMayBeUsed() {
        Map<String, String> environment = keys("OPENAI");
        environment.put("DISALLOWED_MODELS", "gpt-4o");

        assertThat(table("", ModelIndex.EMPTY, environment).isAllowed("openai/gpt-4o"))
                .isFalse();
        assertThat(table("", ModelIndex.EMPTY, environment).isAllowed("openai/gpt-5"))
                .isTrue();
        environment.put("ALLOWED_MODELS", "gpt-4o");
        assertThat(table("", ModelIndex.EMPTY, environment).isAllowed("openai/gpt-4o"))
                .isTrue();
        assertThat(table("", ModelIndex.EMPTY, environment).isAllowed("openai/gpt-5"))
                .isFalse();
    }

    private static Target upstream(RouteTable table, String provider, @Nullable String model) {
        return new Target.Upstream(table.endpoint(provider), model);
    }

    private static GatewayFault fault(ThrowingCallable call) {
        FaultException thrown = catchThrowableOfType(FaultException.class, call);
        assertThat(thrown).as("a fault").isNotNull();
        return thrown.fault();
    }

    private static Map<String, String> keys(String... providers) {
        Map<String, String> environment = new HashMap<>();
        for (String provider : providers) {
            environment.put(provider + "_API_KEY", "canary-0123456789-0123456789");
        }
        return environment;
    }

    private static RouteTable table(String yaml, ModelIndex models, Map<String, String> environment) {
        try {
            Path file = Files.createTempFile("gateway", ".yaml");
            try {
                Files.writeString(file, yaml);
                GatewayConfig config = ConfigLoader.load(file, environment, CATALOGUE);
                return RouteTable.of(config, models);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
