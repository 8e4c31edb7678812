package io.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.credential.Credential;
import io.penstock.credential.CredentialKind;
import io.penstock.credential.KeyCredential;
import io.penstock.credential.Secret;
import io.penstock.dialect.Operation;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
    private static final String VERTEX =
            "https://{LOCATION:global=aiplatform.googleapis.com|us=aiplatform.us.rep.googleapis.com"
                    + "|eu=aiplatform.eu.rep.googleapis.com|*=*-aiplatform.googleapis.com}"
                    + "/v1/projects/{PROJECT}/locations/{LOCATION}";

    private static final String RANKING =
            "https://{LOCATION:us=us-discoveryengine.googleapis.com|eu=eu-discoveryengine.googleapis.com"
                    + "|*=discoveryengine.googleapis.com}/v1/projects/{PROJECT}/locations/{LOCATION:us=us|eu=eu|*=global}";

    private static final Catalogue CATALOGUE = Catalogue.bundled();

    @ParameterizedTest
    @CsvSource({
        "openai, https://api.openai.com/v1, BEARER",
        "deepseek, https://api.deepseek.com, BEARER",
        "groq, https://api.groq.com/openai/v1, BEARER",
        "cloudflare, https://api.cloudflare.com/client/v4/accounts/{ACCOUNT_ID}/ai, BEARER",
        "ollama, http://ollama:8080/v1, OPTIONAL_BEARER",
        "ollama_cloud, https://ollama.com/v1, BEARER",
        "google, https://generativelanguage.googleapis.com/v1beta/openai, BEARER",
        "mistral, https://api.mistral.ai/v1, BEARER",
        "moonshot, https://api.moonshot.ai/v1, BEARER",
        "cohere, https://api.cohere.ai, BEARER",
        "anthropic, https://api.anthropic.com/v1, X_API_KEY",
        "xai, https://api.x.ai/v1, BEARER",
        "perplexity, https://api.perplexity.ai, BEARER",
        "cerebras, https://api.cerebras.ai/v1, BEARER",
        "baseten, https://inference.baseten.co/v1, BEARER",
        "parallel, https://api.parallel.ai, BEARER",
        "opencode, https://opencode.ai/zen/v1, BEARER",
        "openrouter, https://openrouter.ai/api/v1, BEARER",
        "nvidia, https://integrate.api.nvidia.com/v1, BEARER",
        "zai, https://api.z.ai/api/paas/v4, BEARER",
        "minimax, https://api.minimax.io/v1, BEARER",
        "llamacpp, http://llamacpp:8080/v1, OPTIONAL_BEARER",
        "azure, https://{RESOURCE}.openai.azure.com/openai/v1, API_KEY",
        "vertex, " + VERTEX + ", GOOGLE",
        "vertex-anthropic, " + VERTEX + ", GOOGLE",
        "bedrock, https://bedrock-runtime.{REGION}.amazonaws.com, AWS",
        "bedrock-agent, https://bedrock-agent-runtime.{REGION}.amazonaws.com, AWS",
        "vertex-ranking, " + RANKING + ", GOOGLE",
        "voyage, https://api.voyageai.com/v1, BEARER",
    })
    void knowsEachProviderByIdWithItsAddressAndItsWayToTakeAKey(String id, String url, CredentialKind credential) {
        Provider provider = find(id);

        assertThat(provider.id()).isEqualTo(id);
        assertThat(provider.defaultUrl()).isEqualTo(url);
        assertThat(provider.credential()).isEqualTo(credential);
        assertThat(provider.chats().isEmpty() && provider.forms().isEmpty()).isFalse();
    }

    @Test
    void listsNoProviderThatTheTableAboveDoesNot() {
        assertThat(CATALOGUE.providers()).hasSize(29);
        assertThat(CATALOGUE.find("demo")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "openai, max_tokens, max_completion_tokens",
        "cerebras, max_tokens, max_completion_tokens",
        "mistral, seed, random_seed",
        "mistral, user, ''",
        "mistral, stream_options, ''",
        "groq, n, ''",
        "deepseek, parallel_tool_calls, ''",
        "xai, parallel_tool_calls, parallel_function_calling",
        "perplexity, json_object, ''",
        "perplexity, top_k, top_k",
        "moonshot, logit_bias, ''",
        "openrouter, reasoning_effort, reasoning.effort",
        "parallel, temperature, ''",
        "ollama, tool_choice, ''",
        "ollama_cloud, tool_choice, ''",
        "nvidia, temperature, temperature",
    })
    void knowsWhatEachProviderCallsWhatIsSet(String id, String member, String name) {
        assertThat(find(id).modelTarget("m").nameOf(member)).isEqualTo(name);
    }

    /** A name that no writer asks for would be a fact without effect. */
    @Test
    void namesNoMemberThatIsNeverWritten() {
        Set<String> written =
                Set.of(("max_tokens temperature top_p top_k seed frequency_penalty presence_penalty logit_bias logprobs"
                                + " top_logprobs n verbosity user safety_identifier prompt_cache_key metadata service_tier"
                                + " store modalities stop tool_choice parallel_tool_calls reasoning_effort response_format"
                                + " json_object stream_options cache_control video_url dimensions")
                        .split(" ", -1));

        for (Provider provider : CATALOGUE.providers()) {
            assertThat(written)
                    .as(provider.id())
                    .containsAll(provider.parameters().keySet());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "google-ai-studio, google",
        "gemini, google",
        "grok, xai",
        "workers-ai, cloudflare",
        "perplexity-ai, perplexity",
        "azure-openai, azure",
        "ollama-cloud, ollama_cloud",
    })
    void knowsTheNamesThatOtherGatewaysUse(String alias, String id) {
        assertThat(find(alias).id()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({
        "llamacpp, RERANK, /v1/rerank",
        "cohere, MODELS, /v1/models?page_size=1000",
        "cloudflare, CHAT, /client/v4/accounts/abc/ai/v1/chat/completions",
        "cloudflare, MODELS, /client/v4/accounts/abc/ai/models/search?per_page=100",
        "parallel, CHAT, /v1beta/chat/completions",
        "anthropic, MODELS, /v1/models?limit=1000",
        "google, EMBEDDINGS, /v1beta/openai/embeddings",
        "groq, SPEECH, /openai/v1/audio/speech",
        "openai, IMAGE_VARIATIONS, /v1/images/variations",
        "zai, CHAT, /api/paas/v4/chat/completions",
        "openai, RERANK,",
        "groq, EMBEDDINGS,",
        "perplexity, MODELS,",
    })
    void leadsEachOperationToItsPath(String id, Operation operation, String target) {
        Endpoint endpoint = keyless(id);

        assertThat(endpoint.target(operation)).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({
        "openai, EMBEDDINGS, openai, text-embedding-3-small, openai, /v1/embeddings, 0",
        "cohere, EMBEDDINGS, openai, embed-v4.0, cohere, /v2/embed, 96",
        "cohere, EMBEDDINGS, cohere, embed-v4.0, cohere, /v2/embed, 96",
        "cohere, RERANK, openai, rerank-v3.5, cohere, /v2/rerank, 0",
        "voyage, RERANK, cohere, rerank-2.5, voyage, /v1/rerank, 0",
        "llamacpp, RERANK, cohere, x, openai, /v1/rerank, 0",
        "google, EMBEDDINGS, gemini, x, openai, /v1beta/openai/embeddings, 0",
        "bedrock, EMBEDDINGS, openai, amazon.titan-embed-text-v2:0, titan, /model/amazon.titan-embed-text-v2:0/invoke, 1",
        "bedrock, EMBEDDINGS, cohere, us.cohere.embed-v4:0, cohere-invoked, /model/us.cohere.embed-v4:0/invoke, 96",
        "bedrock, RERANK, cohere, cohere.rerank-v3-5:0, invoked, /model/cohere.rerank-v3-5:0/invoke, 0",
        "bedrock-agent, RERANK, cohere, arn:aws:x/y, bedrock, /rerank, 0",
        "vertex, EMBEDDINGS, openai, text-embedding-005, vertex, /v1/publishers/google/models/text-embedding-005:predict, 250",
        "vertex, EMBEDDINGS, gemini, gemini-embedding-001, vertex, /v1/publishers/google/models/gemini-embedding-001:predict, 1",
        "vertex, EMBEDDINGS, openai, gemini-embedding-2, gemini-one, /v1/publishers/google/models/gemini-embedding-2:embedContent, 1",
    })
    void asksForVectorsAndRankingsInTheFormThatTheProviderHasForTheModel(
            String id, Operation operation, String client, String model, String form, String target, int itemsMax) {
        Endpoint endpoint = keyless(id);

        FormPath path = Objects.requireNonNull(endpoint.form(operation, client, model));

        assertThat(path.form()).isEqualTo(form);
        assertThat(path.target(model)).isEqualTo(target);
        assertThat(path.itemsMax()).isEqualTo(itemsMax);
    }

    @Test
    void hasNoFormForAModelThatNoneIsFor() {
        Endpoint endpoint = keyless("bedrock");

        assertThat(endpoint.has(Operation.EMBEDDINGS)).isTrue();
        assertThat(endpoint.form(Operation.EMBEDDINGS, "openai", "amazon.nova-pro-v1:0"))
                .isNull();
        assertThat(endpoint.form(Operation.EMBEDDINGS, "openai", "my-cohere.embed-v4"))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"mistral, true", "cohere, true", "parallel, true", "openai, false", "groq, false", "perplexity, true"})
    void knowsWhoMustNotBeAskedForUsage(String id, boolean isOdd) {
        assertThat(find(id).has(Quirk.NO_STREAM_OPTIONS)).isEqualTo(isOdd);
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic, https://api.anthropic.com/v1, anthropic, /v1/messages, /v1/messages",
        "openai, https://api.openai.com/v1, openai, /v1/chat/completions, /v1/chat/completions",
        "google, https://generativelanguage.googleapis.com/v1beta/openai, openai, /v1beta/openai/chat/completions, "
                + "/v1beta/openai/chat/completions",
        "google, https://generativelanguage.googleapis.com/v1beta/, gemini, /v1beta/models/a%2Fb:generateContent, "
                + "/v1beta/models/a%2Fb:streamGenerateContent?alt=sse",
    })
    void isAskedForAChatInItsOwnDialect(String id, String url, String dialect, String whole, String stream) {
        Provider provider = find(id).at(url);
        List<Credential> keys = List.of(new KeyCredential(provider.credential(), Secret.of("k")));

        Endpoint endpoint = new Endpoint(provider, BaseUrl.parse(url), keys);

        assertThat(endpoint.chatDialect("none of these", "a/b")).isEqualTo(dialect);
        assertThat(endpoint.chatTarget(dialect, "a/b", false)).isEqualTo(whole);
        assertThat(endpoint.chatTarget(dialect, "a/b", true)).isEqualTo(stream);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-sonnet-4-5, openai, anthropic, /zen/v1/messages",
        "claude-sonnet-4-5, anthropic, anthropic, /zen/v1/messages",
        "gemini-3-pro, anthropic, gemini, /zen/v1/models/gemini-3-pro:generateContent",
        "gpt-5.1, openai, responses, /zen/v1/responses",
        "gpt-5.1, responses, responses, /zen/v1/responses",
        "kimi-k2, openai, openai, /zen/v1/chat/completions",
        "kimi-k2, anthropic, openai, /zen/v1/chat/completions",
    })
    void aFamilyOfModelsMayBeAskedForInADialectOfItsOwn(String model, String client, String dialect, String target) {
        Provider provider = find("opencode");
        List<Credential> keys = List.of(new KeyCredential(provider.credential(), Secret.of("k")));

        Endpoint endpoint = new Endpoint(provider, BaseUrl.parse("https://opencode.ai/zen/v1"), keys);

        assertThat(endpoint.chatDialect(client, model)).isEqualTo(dialect);
        assertThat(endpoint.chatTarget(dialect, model, false)).isEqualTo(target);
    }

    @Test
    void readsEachListOfModelsAsItsProviderWritesIt() {
        assertThat(find("openai").models()).isEqualTo(ModelList.OPENAI);
        assertThat(find("anthropic").models().paging())
                .isEqualTo(new Paging(Paging.Style.CURSOR, "after_id", "last_id", "has_more"));
        assertThat(find("cohere").models())
                .isEqualTo(new ModelList(
                        "/v1/models?page_size=1000",
                        "models",
                        "name",
                        "",
                        null,
                        new Paging(Paging.Style.CURSOR, "page_token", "next_page_token", null),
                        List.of()));
        assertThat(find("cloudflare").models().paging()).isEqualTo(new Paging(Paging.Style.NUMBER, "page", "", null));
        assertThat(find("cloudflare").models().items()).isEqualTo("result");
        assertThat(find("google").models().idPrefix()).isEqualTo("models/");
        assertThat(find("parallel").models().known()).containsExactly("speed", "lite", "base", "core");
    }

    @Test
    void sendsTheVersionThatAnthropicAsksFor() {
        assertThat(find("anthropic").headers()).containsExactly(new Header("anthropic-version", "2023-06-01"));
    }

    @Test
    void namesEachProvidersVariablesApart() {
        assertThat(CATALOGUE.providers().stream().map(provider -> provider.variable("API_KEY")))
                .doesNotHaveDuplicates()
                .contains("OLLAMA_CLOUD_API_KEY", "OPENAI_API_KEY");
    }

    @Test
    void refusesTwoProvidersOfOneName() {
        Provider one = find("google");

        assertThatThrownBy(() -> new Catalogue(List.of(one, one)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("google");
    }

    private static Provider find(String name) {
        return Objects.requireNonNull(CATALOGUE.find(name), name);
    }

    /** The provider at its own address, without a key. */
    private static Endpoint keyless(String id) {
        Provider provider = find(id);
        String url = Objects.requireNonNull(provider.defaultUrl())
                .replace("{ACCOUNT_ID}", "abc")
                .replaceAll("\\{LOCATION:[^}]*}", "a.googleapis.com")
                .replaceAll("/projects/\\{PROJECT}/locations/\\{LOCATION}", "")
                .replace("{REGION}", "us-east-1");
        Provider keyless = new Provider(
                id,
                List.of(),
                null,
                CredentialKind.NONE,
                List.of(),
                provider.paths(),
                provider.chats(),
                provider.forms(),
                provider.quirks(),
                provider.parameters(),
                provider.traits(),
                provider.models(),
                null);

        return new Endpoint(keyless, BaseUrl.parse(url), List.of());
    }
}
