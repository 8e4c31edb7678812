package io.penstock.dialect;

import static io.penstock.dialect.SecondTurn.LABELS;
import static io.penstock.dialect.SecondTurn.answer;
import static io.penstock.dialect.SecondTurn.call;
import static io.penstock.dialect.SecondTurn.dialect;
import static io.penstock.dialect.SecondTurn.listOf;
import static io.penstock.dialect.SecondTurn.reasoning;
import static io.penstock.dialect.SecondTurn.request;
import static io.penstock.dialect.SecondTurn.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import io.penstock.codec.json.BytePatch;
import io.penstock.provider.Dialects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Turn 1 is translated: a client of each dialect gets the state of another. Turn 2 is relayed: it sends back what it got, to a provider of
 * its own dialect, which must not see that state.
 */
final class StateAcrossTurnsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static Stream<String> dialects() {
        return Dialects.all().stream().map(Dialect::name);
    }

    @ParameterizedTest
    @MethodSource("io.penstock.dialect.SecondTurn#makers")
    void aProviderThatDidNotMakeAStateNeverSeesIt(String client, String maker) throws IOException {
        JsonNode answer = answer(client, out -> {
            reasoning(out, maker, "Hm");
            text(out, maker, "Let me see");
            call(out, 0, maker, "call_a");
            call(out, 1, maker, "call_b");
        });
        String request = request(client, answer);

        String relayed = relayed(client, request);

        assertThat(request).containsAnyOf("__ps1_", "X19wczFf");
        assertThat(relayed).doesNotContain(LABELS).contains("Let me see", "call_a", "call_b", "Paris");
        assertThat(relayed(client, relayed)).isEqualTo(relayed);
        assertThat(callIds(client, relayed)).containsExactly("call_a", "call_b", "call_a", "call_b");
    }

    @ParameterizedTest
    @MethodSource("io.penstock.dialect.SecondTurn#makers")
    void aLabelWithATagIsTakenOutWhosesoeverItIs(String client, String maker) throws IOException {
        ModelTarget annas = ModelTarget.of("p", "m").sealed(SealKey.random().of("anna"));
        String request = request(client, answer(client, annas, out -> {
            reasoning(out, maker, "Hm");
            call(out, 0, maker, "call_a");
        }));

        assertThat(relayed(client, request)).doesNotContain(LABELS).contains("call_a");
    }

    @ParameterizedTest
    @MethodSource("io.penstock.dialect.SecondTurn#makers")
    void aTurnOfReasoningAloneStaysATurn(String client, String maker) throws IOException {
        JsonNode answer = answer(client, out -> reasoning(out, maker, "Hm"));
        String request = request(client, answer);

        String relayed = relayed(client, request);

        assertThat(relayed).doesNotContain(LABELS);
        JsonNode turns = MAPPER.readTree(relayed).path(listOf(client));
        if (!client.equals("responses")) {
            JsonNode turn = turns.path(1);
            assertThat(turn.path("role").asText()).isIn("assistant", "model");
            JsonNode content = turn.path(client.equals("gemini") ? "parts" : "content");
            assertThat(content.isNull() || content.isTextual() || !content.isEmpty())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void aConversationWithoutLabelsIsNotTouched(String client) throws IOException {
        // Clients of OpenAI have no field for state: even their own dialect's goes behind an id, with a label.
        String maker = client.equals("openai") ? "" : client;
        JsonNode answer = answer(client, out -> {
            reasoning(out, maker, "Hm");
            text(out, "", "Let me see __ps1_ and X19wczFf");
            call(out, 0, "", "call_a");
        });
        String request = request(client, answer);

        assertThat(scan(client, List.of(Unpooled.copiedBuffer(request, StandardCharsets.UTF_8)))
                        .patch("m", true))
                .isEqualTo(BytePatch.NONE);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void labelsAreFoundHoweverTheBodyIsCut(String client) throws IOException {
        String maker = client.equals("gemini") ? "anthropic" : "gemini";
        JsonNode answer = answer(client, out -> call(out, 0, maker, "call_a"));
        String request = request(client, answer);

        String relayed = Cuts.agree(request.getBytes(StandardCharsets.UTF_8), pieces -> {
            ByteBuf out = Unpooled.buffer();
            scan(client, pieces).patch("m", true).copy(pieces, out);
            return out.toString(StandardCharsets.UTF_8);
        });

        assertThat(relayed).doesNotContain(LABELS).contains("call_a");
    }

    private static RequestScan scan(String client, List<ByteBuf> pieces) {
        RequestScan scan = dialect(client).newRequestScan(operation(client), "application/json");
        pieces.forEach(piece -> scan.onBody(piece, piece.readerIndex(), piece.writerIndex()));
        scan.onEnd();
        return scan;
    }

    private static Operation operation(String client) {
        return client.equals("responses") ? Operation.RESPONSES : Operation.CHAT;
    }

    private static String relayed(String client, String request) {
        List<ByteBuf> pieces = List.of(Unpooled.copiedBuffer(request, StandardCharsets.UTF_8));
        ByteBuf out = Unpooled.buffer();
        scan(client, pieces).patch("m", true).copy(pieces, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The ids of calls, then those of results. */
    private static List<String> callIds(String client, String request) {
        ByteBuf body = Unpooled.copiedBuffer(request, StandardCharsets.UTF_8);
        ChatRequest read = dialect(client).requestReader().read(body, 0, body.writerIndex(), new LossReport());
        List<String> calls = new ArrayList<>();
        List<String> results = new ArrayList<>();
        for (ChatRequest.Message message : read.messages()) {
            for (Part part : message.parts()) {
                if (part instanceof Part.ToolCall call) {
                    calls.add(call.id().decode());
                } else if (part instanceof Part.ToolResult result) {
                    results.add(result.callId().decode());
                }
            }
        }
        calls.addAll(results);
        return calls;
    }
}
