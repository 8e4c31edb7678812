package io.penstock.dialect;

import static io.penstock.dialect.SecondTurn.answer;
import static io.penstock.dialect.SecondTurn.call;
import static io.penstock.dialect.SecondTurn.dialect;
import static io.penstock.dialect.SecondTurn.reasoning;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.JsonWriter;
import io.penstock.credential.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both turns are translated: the maker of a state gets it back from the caller who was given it, and from nobody else. */
final class SealedStateTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String STATE = "c2VjcmV0";
    private static final Map<String, String> MODELS = Map.of(
            "openai", "gemini-3-pro",
            "responses", "gpt-5.1-codex",
            "anthropic", "claude-sonnet-4-5",
            "gemini", "gemini-3-pro",
            "bedrock", "anthropic.claude-sonnet-4-5");
    /** Whose state belongs to a call; that of the others belongs to their reasoning. */
    private static final Set<String> OF_CALLS = Set.of("openai", "gemini");

    private static StateSeal seal(String secret, String caller) {
        return SealKey.of(Secret.of(secret)).of(caller);
    }

    private static ModelTarget target(String maker, String provider, StateSeal seal) {
        return ModelTarget.of(provider, MODELS.getOrDefault(maker, "")).sealed(seal);
    }

    /** The second request of a client whose first answer was sealed so. */
    private static String secondRequest(String client, String maker, StateSeal seal) throws IOException {
        boolean isOfCall = OF_CALLS.contains(maker);
        JsonNode answer = answer(client, target(maker, "p", seal), out -> {
            reasoning(out, isOfCall ? "" : maker, "Hm");
            call(out, 0, isOfCall ? maker : "", "call_a");
        });
        return SecondTurn.request(client, answer);
    }

    /**
     * What the maker's provider gets.
     *
     * @param loss what was lost on the way
     */
    private record Written(String text, String loss) {
        private boolean hasState() {
            return text.contains(STATE);
        }
    }

    private static Written written(String client, String request, String maker, ModelTarget target) {
        LossReport loss = new LossReport();
        ByteBuf body = Unpooled.copiedBuffer(request, StandardCharsets.UTF_8);
        ChatRequest read = dialect(client).requestReader().read(body, 0, body.writerIndex(), loss);
        ByteBuf out = Unpooled.buffer();
        dialect(maker).requestWriter().write(read, target, JsonWriter.into(out), loss);
        return new Written(out.toString(StandardCharsets.UTF_8), loss.line());
    }

    @ParameterizedTest
    @MethodSource("io.penstock.dialect.SecondTurn#makers")
    void whoWasGivenAStateCanSendItBack(String client, String maker) throws IOException {
        String request = secondRequest(client, maker, seal(SECRET, "anna"));

        Written afterRestart = written(client, request, maker, target(maker, "p", seal(SECRET, "anna")));

        assertThat(afterRestart.text()).contains(STATE, "call_a").doesNotContain("__ps1_", "X19wczFf");
        assertThat(afterRestart.loss()).doesNotContain(ReasoningState.LOST);
    }

    @ParameterizedTest
    @MethodSource("io.penstock.dialect.SecondTurn#makers")
    void anothersStateIsLostAndSaidToBe(String client, String maker) throws IOException {
        String request = secondRequest(client, maker, seal(SECRET, "anna"));

        for (ModelTarget other : new ModelTarget[] {
            target(maker, "p", seal(SECRET, "ben")),
            target(maker, "p", seal(SECRET + "x", "anna")),
            target(maker, "q", seal(SECRET, "anna")),
            target(maker, "p", StateSeal.NONE)
        }) {
            Written written = written(client, request, maker, other);

            assertThat(written.hasState()).isFalse();
            assertThat(written.text()).contains("call_a").doesNotContain(SecondTurn.LABELS);
            assertThat(written.loss()).contains(ReasoningState.LOST);
        }
    }

    @ParameterizedTest
    @MethodSource("io.penstock.dialect.SecondTurn#makers")
    void stateWithoutATagIsTakenFromAnybodyAndFromNobodyElse(String client, String maker) throws IOException {
        String request = secondRequest(client, maker, StateSeal.NONE);

        Written ofAnybody = written(client, request, maker, target(maker, "p", StateSeal.NONE));
        Written ofAnna = written(client, request, maker, target(maker, "p", seal(SECRET, "anna")));

        assertThat(ofAnybody.hasState()).isTrue();
        assertThat(ofAnna.hasState()).isFalse();
        assertThat(ofAnna.loss()).contains(ReasoningState.LOST);
    }
}
