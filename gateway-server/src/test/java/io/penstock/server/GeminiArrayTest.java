package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.credential.CredentialKind;
import io.penstock.dialect.Operation;
import io.penstock.provider.ChatPath;
import io.penstock.provider.ModelList;
import io.penstock.provider.Provider;
import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code :streamGenerateContent} without {@code alt=sse}: a stream that is one JSON array. */
final class GeminiArrayTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BODY = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}";
    private static final String FIRST =
            "[{\n  \"candidates\" : [{\"content\":{\"parts\":[{\"text\":\"Gr\u00fc\u00dfe\"}]}}]\n}\n";
    private static final String LAST = ",\r\n{\"candidates\":[{\"content\":{},\"finishReason\":\"STOP\"}],"
            + "\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":2}}\n]\n";
    private static final String JSON_HEAD =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=UTF-8\r\ntransfer-encoding: chunked\r\n\r\n";

    private static String chunk(String payload) {
        String bytes = new String(payload.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return Integer.toHexString(bytes.length()) + "\r\n" + bytes + "\r\n";
    }

    private static RunningGateway.Settings before(ScriptedUpstream upstream) {
        ChatPath path =
                new ChatPath("/models/{model}:generateContent", "/models/{model}:streamGenerateContent?alt=sse", null);
        return RunningGateway.settings(upstream.port())
                .catalogue(List.of(
                        provider("openai", Map.of(Operation.CHAT, "/chat/completions"), Map.of()),
                        provider("google", Map.of(), Map.of("gemini", path))))
                .variable("GOOGLE_API_URL", "http://127.0.0.1:" + upstream.port() + "/v1beta")
                .variable("GOOGLE_API_KEY", "key-of-google");
    }

    private static Provider provider(String id, Map<Operation, String> paths, Map<String, ChatPath> chats) {
        return Provider.plain(id, List.of(), null, CredentialKind.BEARER, paths, chats, ModelList.ofKnown(List.of()));
    }

    private static String asked(String model, String query) {
        return "POST /v1beta/models/" + model + ":streamGenerateContent" + query + " HTTP/1.1\r\nhost: gateway\r\n"
                + "x-goog-api-key: key-of-the-client\r\ncontent-type: application/json\r\ncontent-length: "
                + BODY.length() + "\r\n\r\n" + BODY;
    }

    private static JsonNode json(Answer answer) {
        try {
            return JSON.readTree(answer.text());
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer.text(), e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "?alt=json&prettyPrint=false, ?alt=json&prettyPrint=false",
        "?key=key-of-the-client&%6bey=again&provider=google, ''",
    })
    void anArrayOfTheProvidersIsPassedOnByteForByte(String query, String upQuery) {
        String answered = JSON_HEAD + chunk(FIRST) + chunk(LAST) + "0\r\n\r\n";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(answered.getBytes(StandardCharsets.ISO_8859_1));
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(asked("google%2Fgemini-x", query)).answer();

            assertThat(upstream.nextRequest().line())
                    .isEqualTo("POST /v1beta/models/gemini-x:streamGenerateContent" + upQuery + " HTTP/1.1");
            assertThat(answer.text()).isEqualTo(FIRST + LAST);
            assertThat(answer.value("content-type")).startsWith("application/json");
            assertThat(answer.end()).isEqualTo(Answer.End.CLEAN);
            JsonNode line = gateway.nextLine();
            assertThat(line.path("output_tokens").asInt()).isEqualTo(2);
            assertThat(line.path("outcome").asText()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?alt=sse", "?alt=sse&prettyPrint=false", "?$alt=sse"})
    void eventsAreAskedForWhereTheClientAsksForThem(String query) {
        String event =
                "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]},\"finishReason\":\"STOP\"}]}\r\n\r\n";
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.answering(Chat.withLength(event.getBytes(StandardCharsets.UTF_8)));
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(asked("google%2Fgemini-x", query)).answer();

            assertThat(upstream.nextRequest().line()).contains(":streamGenerateContent" + query + " ");
            assertThat(answer.text()).isEqualTo(event);
            assertThat(answer.end()).isEqualTo(Answer.End.CLEAN);
        }
    }

    @Test
    void anElementGoesDownBeforeTheNextOneComes() {
        CountDownLatch isRead = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(connection -> {
                    connection.request();
                    connection.send(JSON_HEAD + chunk(FIRST));
                    connection.await(isRead);
                    connection.send(chunk(LAST) + "0\r\n\r\n");
                });
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            String begun = client.send(asked("google%2Fgemini-x", "")).readUntil("\"parts\"");
            isRead.countDown();
            String rest = client.readUntil("\n]\n");

            assertThat(begun).contains("x-accel-buffering: no").doesNotContain("usageMetadata");
            assertThat(rest).contains("usageMetadata");
        }
    }

    @Test
    void anArrayThatBreaksOffEndsWithAnErrorForAnElement() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(connection -> {
                    connection.request();
                    connection.send(JSON_HEAD + chunk(FIRST.stripTrailing()));
                });
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(asked("google%2Fgemini-x", "")).answer();

            assertThat(answer.end()).isNotEqualTo(Answer.End.CLEAN);
            assertThat(json(answer).at("/1/error/code").asInt()).isEqualTo(502);
            assertThat(gateway.nextLine().path("outcome").asText()).isEqualTo("broken");
        }
    }

    @Test
    void anErrorInPlaceOfOutputIsAPlainError() {
        String error = "[{\"error\":{\"code\":503,\"message\":\"overloaded\",\"status\":\"UNAVAILABLE\"}}\n]";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", error, ""));
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(asked("google%2Fgemini-x", "")).answer();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(json(answer).at("/error/message").asText()).isEqualTo("overloaded");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?alt=json"})
    void anotherDialectsStreamIsWrittenAsAnArray(String query) {
        byte[] stream = Chat.chunked(Chat.streamWithUsage());
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(stream);
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(asked("openai%2Fm", query)).answer();

            assertThat(upstream.nextRequest().line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
            assertThat(answer.value("content-type")).isEqualTo("application/json");
            assertThat(answer.value("x-accel-buffering")).isEqualTo("no");
            JsonNode array = json(answer);
            StringBuilder text = new StringBuilder();
            array.forEach(each ->
                    text.append(each.at("/candidates/0/content/parts/0/text").asText()));
            assertThat(text).hasToString("Hello");
            JsonNode last = array.get(array.size() - 1);
            assertThat(last.at("/candidates/0/finishReason").asText()).isEqualTo("STOP");
            assertThat(last.at("/usageMetadata/candidatesTokenCount").asInt()).isEqualTo(7);
        }
    }

    @Test
    void aTranslatedArrayFlowsAndBreaksWithAnErrorForAnElement() {
        CountDownLatch isRead = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(connection -> {
                    connection.request();
                    connection.send(Chat.begunStream());
                    connection.await(isRead);
                });
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            String begun = client.send(asked("openai%2Fm", "")).readUntil("Hel");
            isRead.countDown();
            String rest = client.readUntil("\r\n]\r\n");

            assertThat(begun).contains("[{\"candidates\":").doesNotContain("error");
            assertThat(rest).contains("\r\n,\r\n{\"error\":{\"code\":502,");
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    /** Comments are for server-sent events: in an array they would be malformed JSON. */
    @Test
    void anArrayIsNotOpenedEarly() {
        CountDownLatch isLate = new CountDownLatch(1);
        String answered = JSON_HEAD + chunk(FIRST) + chunk(LAST) + "0\r\n\r\n";
        try (ScriptedUpstream upstream = ScriptedUpstream.of(connection -> {
                    connection.request();
                    connection.await(isLate);
                    connection.send(answered);
                });
                RunningGateway gateway = before(upstream)
                        .set("commit.openEarly", "true")
                        .set("commit.keepAliveInterval", "10ms")
                        .start();
                RawClient client = gateway.connect()) {

            client.send(asked("google%2Fgemini-x", ""));
            boolean isEarly = client.isReadableWithin(200);
            isLate.countDown();

            assertThat(isEarly).isFalse();
            assertThat(client.answer().text()).isEqualTo(FIRST + LAST);
        }
    }
}
