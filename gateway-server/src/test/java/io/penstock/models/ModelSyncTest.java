package io.penstock.models;

import static io.penstock.upstream.CannedServer.answer;
import static io.penstock.upstream.CannedServer.json;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.GatewayConfig;
import io.penstock.upstream.CannedServer;
import io.penstock.upstream.OneLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelSyncTest {
    private static final String HASTY = "models: {listTimeout: 4s}";
    private static final String FRESH = "models: {listTimeout: 20s, refreshInterval: 1s}";
    private static final String PATIENT = "models: {listTimeout: 20s}";

    private final OneLoop rig = new OneLoop();
    private final CannedServer server = new CannedServer(ModelSyncTest::openAi);
    private final BlockingQueue<ModelIndex> published = new LinkedBlockingQueue<>();
    private final Semaphore turns = new Semaphore(0);
    private final ModelSync sync = new ModelSync(rig.loop(), rig.pool(), rig.grants(), published::add);

    @AfterEach
    void stop() {
        sync.close();
        server.close();
        rig.close();
    }

    private static String openAi(CannedServer.Request request) {
        return json(list("m1", "m2"));
    }

    private static String list(String... ids) {
        return "{\"object\":\"list\",\"data\":["
                + String.join(
                        ",", Stream.of(ids).map(id -> "{\"id\":\"" + id + "\"}").toList()) + "]}";
    }

    @Test
    void readsTheListsOfAllConfiguredProviders() throws InterruptedException {
        sync.follow(config(PATIENT, "openai", "groq"));

        ModelLists lists = tried(null);

        assertThat(lists.index().ids()).isEqualTo(Map.of("openai", List.of("m1", "m2"), "groq", List.of("m1", "m2")));
        assertThat(published.take()).isNotNull();
        assertThat(Stream.of(server.take(), server.take()).map(CannedServer.Request::target))
                .containsExactlyInAnyOrder("/openai/models", "/groq/models");
    }

    @Test
    void sendsTheKeyAndTheFieldsThatTheProviderWants() throws InterruptedException {
        sync.follow(config(PATIENT, "anthropic"));

        assertThat(server.take().head())
                .contains("x-api-key: key-of-anthropic\r\n", "anthropic-version: 2023-06-01\r\n")
                .contains("accept: application/json\r\n", "user-agent: penstock\r\n");
    }

    @Test
    void readsAnthropicPageByPage() throws InterruptedException {
        server.script(request -> json(
                request.target().contains("after_id")
                        ? "{\"data\":[{\"id\":\"c\"}],\"has_more\":false,\"last_id\":\"c\"}"
                        : "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"has_more\":true,\"last_id\":\"b/ &\"}"));

        sync.follow(config(PATIENT, "anthropic"));

        assertThat(tried(null).index().of("anthropic")).containsExactly("a", "b", "c");
        assertThat(server.take().target()).isEqualTo("/anthropic/models?limit=1000");
        assertThat(server.take().target()).isEqualTo("/anthropic/models?limit=1000&after_id=b%2F+%26");
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void readsCoherePageByPage() {
        server.script(request -> json(
                request.target().endsWith("page_token=t")
                        ? "{\"models\":[{\"name\":\"d\"}]}"
                        : "{\"models\":[{\"name\":\"c\"}],\"next_page_token\":\"t\"}"));

        sync.follow(config(PATIENT, "cohere"));

        assertThat(tried(null).index().of("cohere")).containsExactly("c", "d");
    }

    @Test
    void readsCloudflareUntilAPageIsEmpty() throws InterruptedException {
        server.script(request -> {
            String target = request.target();
            String name = target.endsWith("page=2") ? "@cf/b/c" : "@cf/a/b";
            return json(target.endsWith("page=3") ? "{\"result\":[]}" : "{\"result\":[{\"name\":\"" + name + "\"}]}");
        });

        sync.follow(config(PATIENT, "cloudflare"));

        assertThat(tried(null).index().of("cloudflare")).containsExactly("@cf/a/b", "@cf/b/c");
        assertThat(server.take().target()).endsWith("/models/search?per_page=100");
        assertThat(server.take().target()).endsWith("/models/search?per_page=100&page=2");
    }

    @Test
    void doesNotTurnThePageForEver() {
        server.script(request -> json("{\"result\":[{\"name\":\"same\"}]}"));

        sync.follow(config(PATIENT, "cloudflare"));

        assertThat(tried(null).index().of("cloudflare")).containsExactly("same");
    }

    @Test
    void aListWithoutEndIsNone() {
        server.script(
                request -> json("{\"result\":[{\"name\":\"m" + request.target().hashCode() + "\"}]}"));

        sync.follow(config(PATIENT, "cloudflare"));

        assertThat(failure("cloudflare")).isEqualTo(ListFailure.TOO_LARGE);
    }

    @Test
    void listsThatAreKnownAreNotAskedFor() {
        sync.follow(config(PATIENT, "perplexity"));

        assertThat(tried(null).index().of("perplexity")).contains("sonar-pro");
        assertThat(server.connections()).isZero();
    }

    static Stream<Arguments> badLists() {
        return Stream.of(
                Arguments.of(answer(401, "application/json", "{\"error\":\"no\"}"), ListFailure.REFUSED),
                Arguments.of(answer(500, "text/plain", "oops"), ListFailure.REFUSED),
                Arguments.of("HTTP/1.1 302 X\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n", ListFailure.REFUSED),
                Arguments.of(answer(200, "text/html", "<html>Sign in</html>"), ListFailure.UNREADABLE),
                Arguments.of(json("{\"data\":[{\"id\":\"a\""), ListFailure.UNREADABLE),
                Arguments.of(json("[".repeat(5000)), ListFailure.UNREADABLE),
                Arguments.of(
                        "HTTP/1.1 200 X\r\ncontent-encoding: gzip\r\ncontent-length: 1\r\n\r\nx",
                        ListFailure.UNREADABLE),
                Arguments.of("HTTP/1.1 200 X\r\ncontent-length: 9000000\r\n\r\n", ListFailure.TOO_LARGE),
                Arguments.of("SSH-2.0-OpenSSH\r\n\r\n", ListFailure.UNREACHABLE),
                Arguments.of("", ListFailure.UNREACHABLE),
                Arguments.of(null, ListFailure.TIMED_OUT));
    }

    @ParameterizedTest
    @MethodSource("badLists")
    void aProviderThatFailsDoesNotFailTheOthers(@Nullable String bad, ListFailure failure) {
        server.script(request -> request.target().startsWith("/groq") ? bad : openAi(request));
        String yaml = failure == ListFailure.TIMED_OUT ? HASTY : PATIENT;

        sync.follow(config(yaml, "openai", "groq"));

        ModelLists lists = tried(null);
        assertThat(lists.index().of("openai")).containsExactly("m1", "m2");
        assertThat(lists.index().of("groq")).isEmpty();
        assertThat(requireNonNull(lists.of("groq")).failure()).isEqualTo(failure);
    }

    @Test
    void aListThatWasReadStaysWhileItsProviderFails() throws InterruptedException {
        sync.follow(config(FRESH, "openai"));
        assertThat(tried(null).index().of("openai")).containsExactly("m1", "m2");

        server.script(request -> answer(503, "text/plain", "later"));

        ModelLists later = await(lists -> requireNonNull(lists.of("openai")).failure() != null);
        assertThat(later.index().of("openai")).containsExactly("m1", "m2");
    }

    @Test
    void listsAreReadAgain() throws InterruptedException {
        sync.follow(config(FRESH, "openai"));
        assertThat(published.take().of("openai")).containsExactly("m1", "m2");

        server.script(request -> json(list("m3")));

        assertThat(published.take().of("openai")).containsExactly("m3");
    }

    @Test
    void providersComeAndGoWithTheConfiguration() throws InterruptedException {
        sync.follow(config(PATIENT, "openai"));
        assertThat(tried(null).index().of("openai")).containsExactly("m1", "m2");
        CountDownLatch held = new CountDownLatch(1);
        server.script(request -> {
            boolean isIn = awaitLatch(held);
            return isIn ? json(list("new")) : "";
        });

        sync.follow(config(PATIENT, "openai", "groq"));

        ModelLists between = await(lists -> lists.of("groq") != null);
        assertThat(between.index().of("openai"))
                .as("kept until it is read anew")
                .containsExactly("m1", "m2");
        held.countDown();
        assertThat(tried("groq").index().of("groq")).containsExactly("new");
        sync.follow(config(PATIENT, "groq"));
        await(lists -> lists.of("openai") == null && lists.of("groq") != null);
    }

    @Test
    void aProviderAtAnotherPlaceIsAnotherProvider() throws InterruptedException {
        sync.follow(config(PATIENT, "openai"));
        assertThat(tried(null).index().of("openai")).hasSize(2);
        server.script(request -> null);

        sync.follow(Configs.of(PATIENT, server.url() + "/moved", "openai"));

        await(lists -> lists.index().of("openai").isEmpty());
    }

    @Test
    void aListThatCouldNotBeReadIsAskedForAgain() throws InterruptedException {
        server.script(request -> answer(500, "text/plain", "oops"));
        sync.follow(config(PATIENT, "openai"));
        assertThat(failure("openai")).isEqualTo(ListFailure.REFUSED);

        server.script(ModelSyncTest::openAi);

        await(lists -> {
            tried("openai");
            return lists.index().of("openai").size() == 2;
        });
    }

    @Test
    void aFailureThatIsNoNewsChangesNothing() throws InterruptedException {
        server.script(request -> answer(500, "text/plain", "oops"));
        sync.follow(config(FRESH, "openai"));
        ModelLists first = tried(null);

        for (int i = 0; i < 3; i++) {
            server.take();
        }

        assertThat(tried(null)).isSameAs(first);
    }

    @Test
    void takesAListOfAMegabyte() {
        String[] ids = IntStream.range(0, 15_000)
                .mapToObj(i -> "vendor/model-with-a-long-name-as-they-come-" + "x".repeat(40) + i)
                .toArray(String[]::new);
        server.script(request -> json(list(ids)));

        sync.follow(config(PATIENT, "openrouter"));

        assertThat(tried(null).index().of("openrouter")).hasSize(15_000);
    }

    private GatewayConfig config(String yaml, String... providers) {
        return Configs.of(yaml, server.url(), providers);
    }

    private @Nullable ListFailure failure(String provider) {
        return requireNonNull(tried(provider).of(provider)).failure();
    }

    private ModelLists tried(@Nullable String provider) {
        CompletableFuture<ModelLists> lists = new CompletableFuture<>();
        sync.whenTried(provider, lists::complete);
        return lists.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static boolean awaitLatch(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private ModelLists await(Predicate<ModelLists> condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.test(sync.lists())) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            // One turn of the thread that changes it, rather than a pause of a guessed length.
            sync.whenTried("nobody", lists -> turns.release());
            turns.acquire();
        }
        return sync.lists();
    }
}
