package io.penstock.models;

import static io.penstock.upstream.CannedServer.answer;
import static io.penstock.upstream.CannedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.config.GatewayConfig;
import io.penstock.provider.Endpoint;
import io.penstock.upstream.CannedServer;
import io.penstock.upstream.OneLoop;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeWindowsTest {
    private static final String SHOW_8192 =
            "{\"parameters\":\"stop \\\"<|eot|>\\\"\\nnum_ctx                        8192\",\"model_info\":{\"llama.context_length\":131072}}";

    private final OneLoop rig = new OneLoop();
    private final CannedServer server = new CannedServer(RuntimeWindowsTest::answerTo);
    private final ModelSync sync = new ModelSync(rig.loop(), rig.pool(), rig.grants(), index -> {});

    @AfterEach
    void stop() {
        sync.close();
        server.close();
        rig.close();
    }

    private static String answerTo(CannedServer.Request request) {
        return switch (request.target()) {
            case "/props" -> json("{\"default_generation_settings\":{\"n_ctx\":32768}}");
            case "/api/show" -> json(SHOW_8192);
            default -> json("{\"data\":[]}");
        };
    }

    @Test
    void asksTheServersThatRunModels() {
        ModelRef llama = model("llamacpp", "qwen");
        ModelRef ollama = model("ollama", "llama3.1:8b");
        ModelRef other = model("openai", "gpt-4");

        Map<ModelRef, Long> windows = ask(List.of(llama, ollama, other));

        assertThat(windows).isEqualTo(Map.of(llama, 32768L, ollama, 8192L));
    }

    @Test
    void namesTheModelToOllama() throws InterruptedException {
        assertThat(ask(List.of(model("ollama", "a\"b")))).hasSize(1);

        CannedServer.Request request = server.take();
        assertThat(request.line()).isEqualTo("POST /api/show HTTP/1.1");
        assertThat(request.body()).isEqualTo("{\"model\":\"a\\\"b\"}");
        assertThat(request.head())
                .contains("content-type: application/json\r\n", "authorization: Bearer key-of-ollama\r\n");
    }

    @Test
    void answersAtOnceWhereThereIsNobodyToAsk() {
        assertThat(ask(List.of())).isEmpty();
        assertThat(ask(List.of(model("openai", "gpt-4")))).isEmpty();
        assertThat(server.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json", "null", "[]", "{\"default_generation_settings\":7}"})
    void ignoresAnAnswerThatSaysNothing(String body) {
        server.script(request -> json(body));

        assertThat(ask(List.of(model("llamacpp", "m")))).isEmpty();
    }

    @Test
    void ignoresARefusal() {
        server.script(request -> answer(404, "text/plain", "no"));

        assertThat(ask(List.of(model("llamacpp", "m"), model("ollama", "m")))).isEmpty();
    }

    @Test
    void doesNotWaitForAServerThatSaysNothing() {
        server.script(request -> null);
        sync.follow(Configs.of("models: {listTimeout: 200ms}", server.url()));

        assertThat(ask(List.of(model("llamacpp", "m")))).isEmpty();
    }

    @Test
    void asksAtMostFourAtATime() {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch four = new CountDownLatch(4);
        server.script(request -> {
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
            four.countDown();
            boolean isIn = awaitLatch(four);
            open.decrementAndGet();
            return isIn ? json(SHOW_8192) : "";
        });

        List<ModelRef> models =
                IntStream.range(0, 12).mapToObj(i -> model("ollama", "m" + i)).collect(Collectors.toList());

        assertThat(ask(models)).hasSize(12);
        assertThat(most).hasValue(4);
    }

    @Test
    void remembersAnAnswerForAWhile() throws InterruptedException {
        ModelRef model = model("llamacpp", "m");
        assertThat(ask(List.of(model))).hasSize(1);
        server.script(request -> answer(500, "text/plain", ""));

        assertThat(ask(List.of(model))).isEqualTo(Map.of(model, 32768L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"parameters\":\"num_ctx 8192\",\"model_info\":{\"llama.context_length\":131072}} | 8192",
                "{\"parameters\":\"num_ctx many\",\"model_info\":{\"llama.context_length\":131072}} | 131072",
                "{\"parameters\":\"\",\"model_info\":{\"general.x\":1,\"qwen2.context_length\":32768}} | 32768",
                "{\"model_info\":{\"qwen2.context_length\":\"x\"}} | 0",
                "{\"model_info\":[]} | 0",
                "{} | 0",
            })
    void whatParametersSetCountsMoreThanWhatTheModelCould(String show, long tokens) throws JsonProcessingException {
        assertThat(RuntimeWindows.ofShow(new ObjectMapper().readTree(show))).isEqualTo(tokens);
    }

    private ModelRef model(String provider, String id) {
        GatewayConfig config = Configs.of("", server.url(), provider);
        Endpoint endpoint = config.providers().configured().get(0);
        return new ModelRef(endpoint, id);
    }

    private Map<ModelRef, Long> ask(Collection<ModelRef> models) {
        CompletableFuture<Map<ModelRef, Long>> windows = new CompletableFuture<>();
        sync.askWindows(models, windows::complete);
        return windows.orTimeout(30, TimeUnit.SECONDS).join();
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
