package io.penstock.matrix;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlockParam;
import com.anthropic.models.messages.Usage;
import io.penstock.matrix.Said.Answer;
import io.penstock.matrix.Said.Call;
import io.penstock.matrix.Said.Finish;
import io.penstock.matrix.Said.Refused;
import io.penstock.matrix.Said.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Anthropic's client. */
final class AnthropicMessages extends Client {
    private static final long TOKENS_MAX = 4096;
    private static final long THINKING_TOKENS = 2048;

    private final AnthropicClient client;

    AnthropicMessages(int port) {
        client = AnthropicOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + port)
                .apiKey(KEY)
                .timeout(DEADLINE)
                .maxRetries(0)
                .build();
    }

    @Override
    String name() {
        return "Anthropic Messages";
    }

    @Override
    String dialect() {
        return "anthropic";
    }

    @Override
    Answer whole(Feature feature, String model) {
        return answer(client.messages().create(params(feature, model)));
    }

    @Override
    Answer streamed(Feature feature, String model, StringBuilder heard) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        boolean[] isEnded = {false};
        try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(params(feature, model))) {
            events.stream().forEach(event -> {
                accumulator.accumulate(event);
                event.contentBlockDelta()
                        .flatMap(delta -> delta.delta().text())
                        .ifPresent(text -> heard.append(text.text()));
                isEnded[0] |= event.isMessageStop();
            });
        }
        if (!isEnded[0]) {
            throw new AnthropicException("a stream without its end");
        }
        return answer(accumulator.message());
    }

    private static Answer answer(Message message) {
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        List<Call> calls = new ArrayList<>();
        for (ContentBlock block : message.content()) {
            block.text().ifPresent(part -> text.append(part.text()));
            block.thinking().ifPresent(part -> reasoning.append(part.thinking()));
            block.toolUse().ifPresent(call -> calls.add(Call.of(call.name(), call._input())));
        }
        StopReason reason = message.stopReason().orElseThrow();
        Finish finish = reason.equals(StopReason.END_TURN)
                ? Finish.STOP
                : reason.equals(StopReason.TOOL_USE) ? Finish.TOOLS : Finish.OTHER;
        return new Answer(text.toString(), reasoning.toString(), calls, finish, tokens(message.usage()));
    }

    private static Tokens tokens(Usage usage) {
        long read = usage.cacheReadInputTokens().orElse(0L);
        long written = usage.cacheCreationInputTokens().orElse(0L);
        return new Tokens(usage.inputTokens() + read + written, read, usage.outputTokens());
    }

    private static MessageCreateParams params(Feature feature, String model) {
        MessageCreateParams.Builder params =
                MessageCreateParams.builder().model(model).maxTokens(TOKENS_MAX).system(Words.SYSTEM);
        if (feature == Feature.IMAGE) {
            params.addUserMessageOfContentBlockParams(List.of(
                    ContentBlockParam.ofText(Words.QUESTION),
                    ContentBlockParam.ofImage(Base64ImageSource.builder()
                            .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                            .data(Words.PNG)
                            .build())));
        } else {
            params.addUserMessage(Words.QUESTION);
        }
        Words.tools(feature).forEach((name, schema) -> params.addTool(tool(name, schema)));
        if (feature == Feature.TOOL_RESULT) {
            params.addAssistantMessageOfContentBlockParams(List.of(ContentBlockParam.ofToolUse(call())))
                    .addUserMessageOfContentBlockParams(List.of(ContentBlockParam.ofToolResult(result())));
        }
        if (feature == Feature.REASONING) {
            params.enabledThinking(THINKING_TOKENS);
        }
        if (feature == Feature.STRUCTURED) {
            params.outputConfig(OutputConfig.builder().format(format()).build());
        }
        return params.build();
    }

    private static Tool tool(String name, Map<String, Object> schema) {
        Tool.InputSchema.Builder input = Tool.InputSchema.builder();
        schema.forEach((member, value) -> {
            if (!member.equals("type")) {
                input.putAdditionalProperty(member, JsonValue.from(value));
            }
        });
        return Tool.builder()
                .name(name)
                .description(Words.DESCRIPTION)
                .inputSchema(input.build())
                .build();
    }

    private static ToolUseBlockParam call() {
        ToolUseBlockParam.Input.Builder input = ToolUseBlockParam.Input.builder();
        Words.ARGUMENTS.forEach((name, value) -> input.putAdditionalProperty(name, JsonValue.from(value)));
        return ToolUseBlockParam.builder()
                .id(Words.CALL_ID)
                .name(Words.WEATHER)
                .input(input.build())
                .build();
    }

    private static ToolResultBlockParam result() {
        return ToolResultBlockParam.builder()
                .toolUseId(Words.CALL_ID)
                .content(Words.RESULT)
                .build();
    }

    private static JsonOutputFormat format() {
        JsonOutputFormat.Schema.Builder schema = JsonOutputFormat.Schema.builder();
        Words.FORMAT_SCHEMA.forEach((member, value) -> schema.putAdditionalProperty(member, JsonValue.from(value)));
        return JsonOutputFormat.builder().schema(schema.build()).build();
    }

    @Override
    @Nullable
    Refused refused(RuntimeException failure) {
        if (!(failure instanceof AnthropicServiceException told)) {
            return null;
        }
        String retryAfter = String.join(",", told.headers().values("retry-after"));
        return new Refused(told.statusCode(), String.valueOf(told.getMessage()), retryAfter);
    }

    @Override
    boolean isFailure(RuntimeException failure) {
        return failure instanceof AnthropicException;
    }

    @Override
    public void close() {
        client.close();
    }
}
