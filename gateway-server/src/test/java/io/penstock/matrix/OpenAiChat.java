package io.penstock.matrix;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ReasoningEffort;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionAssistantMessageParam;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.CompletionUsage;
import io.penstock.matrix.Said.Answer;
import io.penstock.matrix.Said.Call;
import io.penstock.matrix.Said.Finish;
import io.penstock.matrix.Said.Refused;
import io.penstock.matrix.Said.Tokens;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** OpenAI's client, asking for chat completions. */
final class OpenAiChat extends Client {
    private final OpenAIClient client;

    OpenAiChat(int port) {
        client = newClient(port);
    }

    static OpenAIClient newClient(int port) {
        return OpenAIOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + port + "/v1")
                .apiKey(KEY)
                .timeout(DEADLINE)
                .maxRetries(0)
                .build();
    }

    @Override
    String name() {
        return "OpenAI Chat";
    }

    @Override
    String dialect() {
        return "openai";
    }

    @Override
    @SuppressWarnings("deprecation") // the client has no other way to members that OpenAI does not have
    Answer whole(Feature feature, String model) {
        ChatCompletion completion =
                client.chat().completions().create(params(feature, model).build());
        return answer(completion, reasoning(message(completion)._additionalProperties()));
    }

    @Override
    @SuppressWarnings("deprecation") // as above
    Answer streamed(Feature feature, String model, StringBuilder heard) {
        ChatCompletionCreateParams params = params(feature, model)
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        StringBuilder reasoning = new StringBuilder();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(params)) {
            chunks.stream().forEach(chunk -> {
                accumulator.accumulate(chunk);
                chunk.choices().forEach(choice -> {
                    choice.delta().content().ifPresent(heard::append);
                    reasoning.append(reasoning(choice.delta()._additionalProperties()));
                });
            });
        }
        return answer(accumulator.chatCompletion(), reasoning.toString());
    }

    /** OpenAI does not tell what its models think; those who do, and speak its dialect, have this member for it. */
    @SuppressWarnings("unchecked") // the client's Kotlin leaves the type out
    private static String reasoning(Map<String, JsonValue> members) {
        JsonValue reasoning = members.get("reasoning_content");
        Optional<String> text = reasoning == null ? Optional.empty() : reasoning.asString();
        return text.orElse("");
    }

    private static ChatCompletionMessage message(ChatCompletion completion) {
        return completion.choices().get(0).message();
    }

    private static Answer answer(ChatCompletion completion, String reasoning) {
        ChatCompletionMessage message = message(completion);
        List<Call> calls = message.toolCalls().orElse(List.of()).stream()
                .map(call -> call.asFunction().function())
                .map(function -> Call.ofText(function.name(), function.arguments()))
                .toList();
        Finish finish = switch (completion.choices().get(0).finishReason().value()) {
            case STOP -> Finish.STOP;
            case TOOL_CALLS -> Finish.TOOLS;
            default -> Finish.OTHER;
        };
        Tokens tokens = completion.usage().map(OpenAiChat::tokens).orElse(null);
        return new Answer(message.content().orElse(""), reasoning, calls, finish, tokens);
    }

    private static Tokens tokens(CompletionUsage usage) {
        long cached = usage.promptTokensDetails()
                .flatMap(CompletionUsage.PromptTokensDetails::cachedTokens)
                .orElse(0L);
        return new Tokens(usage.promptTokens(), cached, usage.completionTokens());
    }

    private static ChatCompletionCreateParams.Builder params(Feature feature, String model) {
        ChatCompletionCreateParams.Builder params =
                ChatCompletionCreateParams.builder().model(model).addSystemMessage(Words.SYSTEM);
        if (feature == Feature.IMAGE) {
            params.addUserMessageOfArrayOfContentParts(List.of(text(), image()));
        } else {
            params.addUserMessage(Words.QUESTION);
        }
        Words.tools(feature).forEach((name, schema) -> params.addFunctionTool(tool(name, schema)));
        if (feature == Feature.TOOL_RESULT) {
            params.addMessage(call()).addMessage(result());
        }
        if (feature == Feature.REASONING) {
            params.reasoningEffort(ReasoningEffort.HIGH);
        }
        if (feature == Feature.STRUCTURED) {
            params.responseFormat(format());
        }
        return params;
    }

    private static ChatCompletionContentPart text() {
        return ChatCompletionContentPart.ofText(
                ChatCompletionContentPartText.builder().text(Words.QUESTION).build());
    }

    private static ChatCompletionContentPart image() {
        return ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                        .url("data:image/png;base64," + Words.PNG)
                        .build())
                .build());
    }

    private static FunctionDefinition tool(String name, Map<String, Object> schema) {
        FunctionParameters.Builder parameters = FunctionParameters.builder();
        schema.forEach((member, value) -> parameters.putAdditionalProperty(member, JsonValue.from(value)));
        return FunctionDefinition.builder()
                .name(name)
                .description(Words.DESCRIPTION)
                .parameters(parameters.build())
                .build();
    }

    private static ChatCompletionAssistantMessageParam call() {
        return ChatCompletionAssistantMessageParam.builder()
                .addToolCall(ChatCompletionMessageFunctionToolCall.builder()
                        .id(Words.CALL_ID)
                        .function(ChatCompletionMessageFunctionToolCall.Function.builder()
                                .name(Words.WEATHER)
                                .arguments(Words.ARGUMENTS_TEXT)
                                .build())
                        .build())
                .build();
    }

    private static ChatCompletionToolMessageParam result() {
        return ChatCompletionToolMessageParam.builder()
                .toolCallId(Words.CALL_ID)
                .content(Words.RESULT)
                .build();
    }

    private static ResponseFormatJsonSchema format() {
        ResponseFormatJsonSchema.JsonSchema.Schema.Builder schema =
                ResponseFormatJsonSchema.JsonSchema.Schema.builder();
        Words.FORMAT_SCHEMA.forEach((member, value) -> schema.putAdditionalProperty(member, JsonValue.from(value)));
        return ResponseFormatJsonSchema.builder()
                .jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
                        .name(Words.FORMAT)
                        .schema(schema.build())
                        .build())
                .build();
    }

    @Override
    @Nullable
    Refused refused(RuntimeException failure) {
        return refusedOf(failure);
    }

    static @Nullable Refused refusedOf(RuntimeException failure) {
        if (!(failure instanceof OpenAIServiceException told)) {
            return null;
        }
        String retryAfter = String.join(",", told.headers().values("retry-after"));
        return new Refused(told.statusCode(), String.valueOf(told.getMessage()), retryAfter);
    }

    @Override
    boolean isFailure(RuntimeException failure) {
        return failure instanceof OpenAIException;
    }

    @Override
    public void close() {
        client.close();
    }
}
