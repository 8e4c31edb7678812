package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.credential.KeyCredential;
import io.penstock.dialect.Operation;
import io.penstock.provider.Endpoint;
import io.penstock.provider.Provider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersReaderTest {

    @ParameterizedTest
    @CsvSource({
        "OPENAI_API_KEY, k, openai https://api.openai.com/v1 (keys: 1)",
        "'OPENAI_API_KEY', ' k1, k2 ,', openai https://api.openai.com/v1 (keys: 2)",
        "AZURE_API_KEY, k,",
        "OLLAMA_API_URL, http://localhost:11434/v1, ollama http://localhost:11434/v1 (keys: 0)",
        "OLLAMA_API_KEY, k, ollama http://ollama:8080/v1 (keys: 1)",
        "LLAMACPP_API_URL, http://localhost:8081/v1/, llamacpp http://localhost:8081/v1 (keys: 0)",
        "OPENAI_API_URL, http://localhost:1/v1,",
        "OPENAI_API_KEY, ' ',",
    })
    void isConfiguredByItsKeyOrByItsUrlWhereItNeedsNone(String name, String text, String endpoint) {
        Map<String, String> environment = Map.of(name, text, "AZURE_RESOURCE", " ");
        boolean isRefused = name.equals("AZURE_API_KEY");

        List<Endpoint> configured = isRefused
                ? List.of()
                : Configs.ofEnvironment(environment).providers().configured();

        assertThat(configured.stream().map(Endpoint::toString).toList())
                .isEqualTo(endpoint == null ? List.of() : List.of(endpoint));
        assertThat(Configs.findings("", environment)).hasSize(isRefused ? 1 : 0);
    }

    @Test
    void configuresEveryProviderOfTheCatalogueByItsVariables() {
        Map<String, String> environment = new HashMap<>();
        for (Provider provider :
                Configs.ofEnvironment(Map.of()).providers().known().providers()) {
            environment.put(provider.variable("API_KEY"), "k");
            environment.put(provider.variable("API_URL"), "http://127.0.0.1:9/v1");
        }

        ProvidersConfig providers = Configs.ofEnvironment(environment).providers();

        assertThat(providers.configured()).hasSameSizeAs(providers.known().providers());
        assertThat(providers.configured()).allSatisfy(endpoint -> {
            assertThat(endpoint.authority()).isEqualTo("127.0.0.1:9");
            assertThat(endpoint.credentialCount()).isEqualTo(1);
        });
    }

    @Test
    void warnsOfAnAddressWithoutAKey() {
        GatewayConfig config = Configs.ofEnvironment(Map.of("GROQ_API_URL", "http://127.0.0.1:1"));

        assertThat(config.warnings()).containsExactly("GROQ_API_KEY is not set: groq has an address but no key");
    }

    @Test
    void putsTheAccountIntoCloudflaresAddress() {
        Map<String, String> environment = Map.of("CLOUDFLARE_API_KEY", "k", "CLOUDFLARE_ACCOUNT_ID", "abc123");

        Endpoint endpoint = only(Configs.ofEnvironment(environment));

        assertThat(endpoint.target(Operation.CHAT)).isEqualTo("/client/v4/accounts/abc123/ai/v1/chat/completions");
    }

    @ParameterizedTest
    @CsvSource({
        "https://n.openai.azure.com/openai/v1, '', /openai/v1/chat/completions, /openai/v1/models",
        "https://n.openai.azure.com/openai, '', /openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21, "
                + "/openai/models?api-version=2024-10-21",
        "https://n.openai.azure.com/openai/, 2025-04-01-preview, "
                + "/openai/deployments/my%20gpt/chat/completions?api-version=2025-04-01-preview, "
                + "/openai/models?api-version=2025-04-01-preview",
    })
    void asksAzureInTheStyleOfItsAddress(String url, String version, String chat, String models) {
        Map<String, String> environment =
                Map.of("AZURE_API_KEY", "k", "AZURE_API_URL", url, "AZURE_API_VERSION", version);

        Endpoint endpoint = only(Configs.ofEnvironment(environment));

        assertThat(endpoint.chatTarget("openai", "my gpt", true)).isEqualTo(chat);
        assertThat(endpoint.target(Operation.CHAT, "my gpt")).isEqualTo(chat);
        assertThat(endpoint.target(Operation.MODELS)).isEqualTo(models);
    }

    @Test
    void takesAProviderThatSpeaksAnotherDialect() {
        String yaml = """
                providers:
                  own:
                    url: http://h/base
                    chats:
                      anthropic: {path: /v1/messages, count: /v1/messages/count_tokens}
                      gemini: {path: '/m/{model}:generateContent', stream: '/m/{model}:streamGenerateContent?alt=sse', models: [g-]}
                """;

        Endpoint endpoint = only(Configs.ofYaml(yaml));

        assertThat(endpoint.chatDialect("openai", "m")).isEqualTo("anthropic");
        assertThat(endpoint.chatTarget("anthropic", "m", true)).isEqualTo("/base/v1/messages");
        assertThat(endpoint.countTarget("anthropic", "m")).isEqualTo("/base/v1/messages/count_tokens");
        assertThat(endpoint.chatDialect("openai", "g-1")).isEqualTo("gemini");
        assertThat(endpoint.chatTarget("gemini", "g-1", true)).isEqualTo("/base/m/g-1:streamGenerateContent?alt=sse");
        assertThat(endpoint.has(Operation.EMBEDDINGS)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "latin: /v1 | providers.own.chats.latin: unknown key (expected: ",
                "anthropic: v1 | providers.own.chats.anthropic.path: not shown (expected: a path",
                "anthropic: /a/../b | providers.own.chats.anthropic.path: not shown (expected: a path",
                "openai: /chat | providers.own.chats.openai: not shown (expected: paths.chat",
                "responses: {path: /r} | providers.own.chats.responses: not shown (expected: paths.responses",
            })
    void refusesAChatThatLeadsNowhere(String chats, String finding) {
        String yaml = "providers: {own: {url: 'http://h', chats: {" + chats + "}}}";

        assertThat(Configs.findings(yaml, Map.of())).singleElement().asString().startsWith(finding);
    }

    @ParameterizedTest
    @CsvSource({
        "'', CLOUDFLARE_ACCOUNT_ID: not set",
        "a/../b, CLOUDFLARE_ACCOUNT_ID: a/../b",
        "a?b, CLOUDFLARE_ACCOUNT_ID: a?b",
    })
    void refusesCloudflareWithoutAnAccount(String account, String finding) {
        Map<String, String> environment = Map.of("CLOUDFLARE_API_KEY", "k", "CLOUDFLARE_ACCOUNT_ID", account);

        assertThat(Configs.findings("", environment)).singleElement().asString().startsWith(finding);
    }

    @Test
    void needsNoAccountWhereCloudflareIsNotUsedOrHasAnAddressOfItsOwn() {
        assertThat(Configs.findings("", Map.of())).isEmpty();
        assertThat(Configs.findings(
                        "", Map.of("CLOUDFLARE_API_KEY", "k", "CLOUDFLARE_API_URL", "http://127.0.0.1:1/ai")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://h", "http://u:canary@h", "http://h?key=canary", "http://h#canary", "h", "http://"})
    void refusesAddressesThatCouldLeadElsewhereAndNamesTheVariable(String url) {
        assertThat(Configs.findings("", Map.of("OLLAMA_API_URL", url)))
                .singleElement()
                .asString()
                .startsWith("OLLAMA_API_URL: not shown (expected: http:// or https://")
                .doesNotContain("canary");
        assertThat(Configs.findings("providers: {ollama: {url: '" + url + "'}}", Map.of()))
                .singleElement()
                .asString()
                .startsWith("providers.ollama.url: not shown (expected: ")
                .doesNotContain("canary");
    }

    @Test
    void takesKeysFromTheFileUnlessTheEnvironmentHasSome() {
        String yaml = "providers: {openai: {keys: [a, b]}, groq: {keys: 'c,d,e', url: 'http://127.0.0.1:1/v1'}}";

        GatewayConfig config = Configs.load(yaml, Map.of("OPENAI_API_KEY", "z"));

        assertThat(config.providers().configured().stream().map(Endpoint::toString))
                .containsExactly("openai https://api.openai.com/v1 (keys: 1)", "groq http://127.0.0.1:1/v1 (keys: 3)");
        assertThat(values(config.providers().configured().get(0), 1)).containsExactly("Bearer z");
        assertThat(values(config.providers().configured().get(1), 3))
                .containsExactly("Bearer c", "Bearer d", "Bearer e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[~]", "~", "''", "' , '"})
    void takesNoKeyFromAnEmptyPlace(String keys) {
        assertThat(Configs.ofYaml("providers: {openai: {keys: " + keys + "}}")
                        .providers()
                        .configured())
                .isEmpty();
    }

    @Test
    void takesProvidersOfTheOperatorsOwn() {
        String yaml = """
                providers:
                  my-vllm:
                    url: http://10.0.0.5:8000/v1
                    aliases: [vllm]
                    paths: {speech: /audio/speech, completions: none}
                    models: [a, b/c]
                  paid:
                    url: http://10.0.0.6:8000
                    credential: x-api-key
                """;

        GatewayConfig config = Configs.load(yaml, Map.of("MY_VLLM_API_KEY", "k1", "PAID_API_KEY", "k2"));

        Endpoint own = config.providers().configured().get(0);
        Endpoint paid = config.providers().configured().get(1);
        assertThat(own).hasToString("my-vllm http://10.0.0.5:8000/v1 (keys: 1)");
        assertThat(own.target(Operation.SPEECH)).isEqualTo("/v1/audio/speech");
        assertThat(own.target(Operation.CHAT)).isEqualTo("/v1/chat/completions");
        assertThat(own.has(Operation.COMPLETIONS)).isFalse();
        assertThat(own.provider().models().known()).containsExactly("a", "b/c");
        assertThat(values(paid, 1)).containsExactly("k2");
        assertThat(config.providers().known().find("vllm")).isSameAs(own.provider());
    }

    @Test
    void takesTheAddressOfAProviderOfTheOperatorsOwnFromTheEnvironment() {
        GatewayConfig config =
                Configs.load("providers: {my-vllm: {}}", Map.of("MY_VLLM_API_URL", "http://10.0.0.5:8000/v1"));

        assertThat(only(config)).hasToString("my-vllm http://10.0.0.5:8000/v1 (keys: 0)");
    }

    @Test
    void amendsThePathsOfAProviderOfTheCatalogue() {
        String yaml = "providers: {openai: {keys: k, paths: {rerank: /rerank, moderations: none, chat: /v2/chat}}}";

        Endpoint endpoint = only(Configs.ofYaml(yaml));

        assertThat(endpoint.target(Operation.RERANK)).isEqualTo("/v1/rerank");
        assertThat(endpoint.target(Operation.CHAT)).isEqualTo("/v1/v2/chat");
        assertThat(endpoint.has(Operation.MODERATIONS)).isFalse();
        assertThat(endpoint.has(Operation.EMBEDDINGS)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Big: {url: 'http://h'} | providers.Big: Big (expected: a name of lower case letters",
                "demo: {url: 'http://h'} | providers.demo: demo (expected: a name that is free; it is one of demo)",
                "gemini: {url: 'http://h'} | providers.gemini: gemini (expected: a name that is free; it is one of google)",
                "own: {url: 'http://h', aliases: [grok]} | providers.own.aliases: grok (expected: a name that is free; it is one of xai)",
                "own: {aliases: [a]} | providers.own.url: not set (expected: the address",
                "own: ~ | providers.own.url: not set (expected: the address of a provider that is not in the catalogue)",
                "opnai: {keys: [canary]} | providers.opnai.url: not set (expected: the address of a provider that is not in the catalogue; did you mean openai?)",
                "own: {url: 'http://h', credential: magic} | providers.own.credential: not shown (expected: one of bearer",
                "own: {url: 'http://h', credential: none, keys: [canary]} | providers.own.keys: not shown (expected: nothing; own takes no key)",
                "own: {url: 'http://h', paths: {dance: /d}} | providers.own.paths.dance: unknown key (expected: ",
                "own: {url: 'http://h', paths: {chat: 'd'}} | providers.own.paths.chat: not shown (expected: a path",
                "own: {url: 'http://h', paths: {chat: /a/../b}} | providers.own.paths.chat: not shown (expected: a path",
                "own: canary | providers.own: not shown (expected: a map)",
                "openai: {keys: {a: canary}} | providers.openai.keys: not shown (expected: a list)",
                "openai: {keys: ['can ary']} | providers.openai.keys: not shown (expected: keys of visible ASCII",
                "openai: {url: [canary]} | providers.openai.url: not shown (expected: a text)",
                "openai: {credential: none} | providers.openai.credential: unknown key (expected: one of url, keys, paths, callersKeys)",
                "a-b: {url: 'http://h'}, a_b: {url: 'http://h'} | providers.a_b: a_b (expected: a name whose variables are its own; A_B_API_KEY is of a-b)",
            })
    void refusesEntriesThatCannotBeMeant(String entry, String finding) {
        List<String> findings = Configs.findings("providers: {" + entry + "}", Map.of());

        assertThat(findings).isNotEmpty().first().asString().startsWith(finding);
        assertThat(findings).noneMatch(text -> text.contains("canary"));
    }

    private static Endpoint only(GatewayConfig config) {
        assertThat(config.providers().configured()).hasSize(1);
        return config.providers().configured().get(0);
    }

    private static List<String> values(Endpoint endpoint, int count) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            KeyCredential credential = (KeyCredential) Objects.requireNonNull(endpoint.nextCredential());
            values.add(credential.headerValue());
        }
        return values;
    }
}
