package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIIoException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.ScriptedUpstream;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A client that wants no more: its provider is to stop as well. */
final class CancellationTest {
    @Test
    void closesAStreamInTheMiddle() {
        try (Stage stage = Stage.playing(beginning());
                StreamResponse<ChatCompletionChunk> response =
                        stage.client().chat().completions().createStreaming(params())) {
            Iterator<ChatCompletionChunk> chunks = response.stream().iterator();
            chunks.next();
            assertThat(text(chunks.next())).isEqualTo("Hel");

            response.close();

            assertThat(stage.upstream().awaitGone()).isEqualTo(1);
        }
    }

    @Test
    void closesAStreamThatItReadsAsynchronously() throws InterruptedException {
        try (Stage stage = Stage.playing(beginning())) {
            CountDownLatch seen = new CountDownLatch(2);
            AsyncStreamResponse<ChatCompletionChunk> response =
                    stage.client().async().chat().completions().createStreaming(params());

            // Not from another thread: the client holds a lock while it reads, and would close only when it gives up.
            response.subscribe(chunk -> {
                seen.countDown();
                if (seen.getCount() == 0) {
                    response.close();
                }
            });

            assertThat(seen.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(stage.upstream().awaitGone()).isEqualTo(1);
        }
    }

    /** After a call that is answered: the first of a process takes longer than any client would wait. */
    @Test
    void givesUpAfterATimeOfItsOwn() {
        AtomicInteger requests = new AtomicInteger();
        AtomicInteger stalled = new AtomicInteger();
        try (Stage stage = Stage.playing(connection -> {
            while (connection.request() != null) {
                if (requests.incrementAndGet() == 1) {
                    connection.send(Answers.json(Chat.whole("c1")));
                } else {
                    stalled.set(connection.n());
                    connection.awaitGone();
                    return;
                }
            }
        })) {
            stage.client().chat().completions().create(params());
            OpenAIClient hasty = stage.client(builder -> builder.maxRetries(0).timeout(Duration.ofSeconds(3)));

            assertThatThrownBy(() -> hasty.chat().completions().create(params()))
                    .isInstanceOf(OpenAIIoException.class);
            assertThat(stage.upstream().awaitGone()).isEqualTo(stalled.get());
        }
    }

    @Test
    void leavesTheGatewayInOrderForTheNext() {
        try (Stage stage = Stage.playing(beginning())) {
            OpenAIClient client = stage.client();
            for (int n = 1; n <= 3; n++) {
                try (StreamResponse<ChatCompletionChunk> response =
                        client.chat().completions().createStreaming(params())) {
                    Iterator<ChatCompletionChunk> chunks = response.stream().iterator();
                    chunks.next();
                    assertThat(text(chunks.next())).isEqualTo("Hel");
                }
                assertThat(stage.upstream().awaitGone()).isEqualTo(n);
            }
        }
    }

    /** A provider that begins a stream and has no end of it. */
    private static ScriptedUpstream.Script beginning() {
        return connection -> {
            connection.request();
            connection.send(Chat.begunStream());
            connection.awaitGone();
        };
    }

    private static String text(ChatCompletionChunk chunk) {
        return chunk.choices().get(0).delta().content().orElse("");
    }

    private static ChatCompletionCreateParams params() {
        return ChatCompletionCreateParams.builder()
                .model(Stage.ROUTED_MODEL)
                .addUserMessage("Hi")
                .build();
    }
}
