package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.chat.completions.StructuredChatCompletion;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ToolsTest {
    private static final String CALLS = "[{\"index\":0,\"id\":\"call_a\",\"type\":\"function\",\"function\":"
            + "{\"name\":\"get_weather\",\"arguments\":\"{\\\"city\\\":\\\"K\\u00f6ln\\\"}\"}},"
            + "{\"index\":1,\"id\":\"call_b\",\"type\":\"function\",\"function\":"
            + "{\"name\":\"get_weather\",\"arguments\":\"{\\\"city\\\": \\\"Rom\\\"}\"}}]";

    @Test
    void callsSeveralAtOnce() {
        try (Stage stage = Stage.answering(Answers.json(message(
                "{\"role\":\"assistant\",\"content\":null," + "\"refusal\":null,\"tool_calls\":" + CALLS + "}")))) {

            Stage.Seen<ChatCompletion> seen = stage.sameOfBoth((client, model) ->
                    client.chat().completions().create(params(model).build()));

            assertCalls(seen.answer());
            assertThat(Stage.json(seen.request()).at("/tools/0/function/name").asText())
                    .isEqualTo("get_weather");
        }
    }

    @Test
    void joinsTheArgumentsOfCallsThatAreStreamedInTurns() {
        try (Stage stage = Stage.answering(Answers.stream(List.of(
                delta(
                        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"call_a\",\"type\":"
                                + "\"function\",\"function\":{\"name\":\"get_weather\",\"arguments\":\"\"}}]}"),
                arguments(0, "{\\\"city\\\":"),
                delta("{\"tool_calls\":[{\"index\":1,\"id\":\"call_b\",\"type\":\"function\",\"function\":"
                        + "{\"name\":\"get_weather\",\"arguments\":\"{\\\"ci\"}}]}"),
                arguments(0, "\\\"K\\u00f6ln\\\"}"),
                arguments(1, "ty\\\": \\\"Rom\\\"}"),
                "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                        + "[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"tool_calls\"}]}")))) {

            ChatCompletion answer = stage.sameOfBoth(ToolsTest::accumulated).answer();

            assertCalls(answer);
        }
    }

    @Test
    void returnsWhatItsToolsFound() {
        try (Stage stage = Stage.answering(
                Answers.json(message("{\"role\":\"assistant\",\"content\":\"It rains in both.\",\"refusal\":null}")))) {
            ChatCompletionMessage asked = ChatCompletionMessage.builder()
                    .content("")
                    .refusal("")
                    .addToolCall(ChatCompletionMessageFunctionToolCall.builder()
                            .id("call_a")
                            .function(ChatCompletionMessageFunctionToolCall.Function.builder()
                                    .name("get_weather")
                                    .arguments("{\"city\":\"K\u00f6ln\"}")
                                    .build())
                            .build())
                    .build();
            ChatCompletionToolMessageParam found = ChatCompletionToolMessageParam.builder()
                    .toolCallId("call_a")
                    .content("{\"sky\":\"rain\"}")
                    .build();

            ChatCompletion answer = stage.sameOfBoth((client, model) -> client.chat()
                            .completions()
                            .create(params(model)
                                    .addMessage(asked)
                                    .addMessage(found)
                                    .build()))
                    .answer();

            assertThat(answer.choices().get(0).message().content()).contains("It rains in both.");
        }
    }

    /** What an answer is to look like; the client derives the schema from it. */
    static final class Weather {
        public String city = "";
        public int degrees;
    }

    @Test
    void getsAnAnswerOfTheTypeThatItAskedFor() {
        try (Stage stage = Stage.answering(Answers.json(message("{\"role\":\"assistant\",\"refusal\":null,"
                + "\"content\":\"{\\\"city\\\":\\\"Rom\\\",\\\"degrees\\\":31}\"}")))) {

            Stage.Seen<String> seen = stage.sameOfBoth((client, model) -> {
                StructuredChatCompletion<Weather> answer = client.chat()
                        .completions()
                        .create(params(model).responseFormat(Weather.class).build());
                Weather weather = answer.choices().get(0).message().content().orElseThrow();
                return weather.city + " " + weather.degrees;
            });

            assertThat(seen.answer()).isEqualTo("Rom 31");
            assertThat(Stage.json(seen.request()).at("/response_format/type").asText())
                    .isEqualTo("json_schema");
        }
    }

    private static void assertCalls(ChatCompletion answer) {
        List<ChatCompletionMessageFunctionToolCall> calls =
                answer.choices().get(0).message().toolCalls().orElseThrow().stream()
                        .map(call -> call.asFunction())
                        .toList();
        assertThat(calls).extracting(call -> call.id()).containsExactly("call_a", "call_b");
        assertThat(calls)
                .extracting(call -> call.function().arguments())
                .containsExactly("{\"city\":\"K\u00f6ln\"}", "{\"city\": \"Rom\"}");
    }

    private static ChatCompletion accumulated(OpenAIClient client, String model) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> response =
                client.chat().completions().createStreaming(params(model).build())) {
            response.stream().forEach(accumulator::accumulate);
        }
        return accumulator.chatCompletion();
    }

    private static ChatCompletionCreateParams.Builder params(String model) {
        FunctionDefinition weather = FunctionDefinition.builder()
                .name("get_weather")
                .description("The weather of a city, now")
                .parameters(FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                        .build())
                .build();
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("How is the weather in K\u00f6ln and Rom?")
                .addFunctionTool(weather)
                .parallelToolCalls(true);
    }

    private static String message(String message) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                + "\"logprobs\":null,\"finish_reason\":\"stop\",\"message\":" + message + "}],"
                + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":12}}";
    }

    private static String delta(String delta) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                + "[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":null}]}";
    }

    private static String arguments(int index, String escaped) {
        return delta("{\"tool_calls\":[{\"index\":" + index + ",\"function\":{\"arguments\":\"" + escaped + "\"}}]}");
    }
}
