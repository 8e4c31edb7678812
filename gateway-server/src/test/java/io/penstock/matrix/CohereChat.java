package io.penstock.matrix;

import com.cohere.api.Cohere;
import com.cohere.api.core.CohereApiException;
import com.cohere.api.core.CohereException;
import com.cohere.api.resources.v2.requests.V2ChatRequest;
import com.cohere.api.resources.v2.requests.V2ChatStreamRequest;
import com.cohere.api.resources.v2.types.V2ChatResponse;
import com.cohere.api.resources.v2.types.V2ChatStreamResponse;
import com.cohere.api.types.AssistantMessage;
import com.cohere.api.types.AssistantMessageResponse;
import com.cohere.api.types.ChatFinishReason;
import com.cohere.api.types.ChatMessageEndEventDelta;
import com.cohere.api.types.ChatMessageV2;
import com.cohere.api.types.ChatTextContent;
import com.cohere.api.types.Content;
import com.cohere.api.types.ImageContent;
import com.cohere.api.types.ImageUrl;
import com.cohere.api.types.JsonResponseFormatV2;
import com.cohere.api.types.ResponseFormatV2;
import com.cohere.api.types.SystemMessageV2;
import com.cohere.api.types.SystemMessageV2Content;
import com.cohere.api.types.Thinking;
import com.cohere.api.types.ThinkingType;
import com.cohere.api.types.ToolCallV2;
import com.cohere.api.types.ToolCallV2Function;
import com.cohere.api.types.ToolMessageV2;
import com.cohere.api.types.ToolMessageV2Content;
import com.cohere.api.types.ToolV2;
import com.cohere.api.types.ToolV2Function;
import com.cohere.api.types.Usage;
import com.cohere.api.types.UserMessageV2;
import com.cohere.api.types.UserMessageV2Content;
import io.penstock.matrix.Said.Answer;
import io.penstock.matrix.Said.Call;
import io.penstock.matrix.Said.Finish;
import io.penstock.matrix.Said.Refused;
import io.penstock.matrix.Said.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Cohere's client, asking for a chat of its second version. */
final class CohereChat extends Client {
    private static final int THINKING_TOKENS = 2048;

    private final Cohere client;

    CohereChat(int port) {
        client = Cohere.builder()
                .token(KEY)
                .url("http://127.0.0.1:" + port)
                .timeout((int) DEADLINE.toSeconds())
                .maxRetries(0)
                .build();
    }

    @Override
    String name() {
        return "Cohere";
    }

    @Override
    String dialect() {
        return "cohere";
    }

    @Override
    Answer whole(Feature feature, String model) {
        Asked asked = new Asked(feature);
        V2ChatResponse response = client.v2()
                .chat(V2ChatRequest.builder()
                        .model(model)
                        .messages(asked.messages())
                        .tools(asked.tools())
                        .thinking(asked.thinking())
                        .responseFormat(asked.format())
                        .build());
        AssistantMessageResponse message = response.getMessage();
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder(message.getToolPlan().orElse(""));
        message.getContent().orElse(List.of()).forEach(item -> {
            item.getText().ifPresent(part -> text.append(part.getText()));
            item.getThinking().ifPresent(part -> reasoning.append(part.getThinking()));
        });
        List<Call> calls = message.getToolCalls().orElse(List.of()).stream()
                .map(call -> call.getFunction().orElseThrow())
                .map(function -> Call.ofText(
                        function.getName().orElseThrow(),
                        function.getArguments().orElseThrow()))
                .toList();
        return new Answer(
                text.toString(),
                reasoning.toString(),
                calls,
                finish(response.getFinishReason()),
                response.getUsage().map(CohereChat::tokens).orElse(null));
    }

    @Override
    Answer streamed(Feature feature, String model, StringBuilder heard) {
        Asked asked = new Asked(feature);
        Joined joined = new Joined(heard);
        client.v2()
                .chatStream(V2ChatStreamRequest.builder()
                        .model(model)
                        .messages(asked.messages())
                        .tools(asked.tools())
                        .thinking(asked.thinking())
                        .responseFormat(asked.format())
                        .build())
                .forEach(joined::add);
        return joined.answer();
    }

    private static Finish finish(ChatFinishReason reason) {
        return switch (reason.getEnumValue()) {
            case COMPLETE -> Finish.STOP;
            case TOOL_CALL -> Finish.TOOLS;
            default -> Finish.OTHER;
        };
    }

    private static Tokens tokens(Usage usage) {
        return usage.getTokens()
                .map(tokens -> new Tokens(
                        tokens.getInputTokens().orElse(0.0).longValue(),
                        usage.getCachedTokens().orElse(0.0).longValue(),
                        tokens.getOutputTokens().orElse(0.0).longValue()))
                .orElseThrow();
    }

    /** The events of a stream, put together. */
    private static final class Joined {
        private final StringBuilder text;
        private final StringBuilder reasoning = new StringBuilder();
        private final List<String> names = new ArrayList<>();
        private final List<StringBuilder> arguments = new ArrayList<>();
        private @Nullable ChatMessageEndEventDelta end;

        Joined(StringBuilder text) {
            this.text = text;
        }

        void add(V2ChatStreamResponse event) {
            event.getContentDelta()
                    .flatMap(content -> content.getDelta())
                    .flatMap(delta -> delta.getMessage())
                    .flatMap(message -> message.getContent())
                    .ifPresent(content -> {
                        content.getText().ifPresent(text::append);
                        content.getThinking().ifPresent(reasoning::append);
                    });
            event.getToolPlanDelta()
                    .flatMap(plan -> plan.getDelta())
                    .flatMap(delta -> delta.getMessage())
                    .flatMap(message -> message.getToolPlan())
                    .ifPresent(reasoning::append);
            event.getToolCallStart()
                    .flatMap(start -> start.getDelta())
                    .flatMap(delta -> delta.getMessage())
                    .flatMap(message -> message.getToolCalls())
                    .flatMap(ToolCallV2::getFunction)
                    .ifPresent(this::start);
            event.getToolCallDelta()
                    .ifPresent(call -> call.getDelta()
                            .flatMap(delta -> delta.getMessage())
                            .flatMap(message -> message.getToolCalls())
                            .flatMap(calls -> calls.getFunction())
                            .flatMap(function -> function.getArguments())
                            .ifPresent(arguments.get(call.getIndex().orElseThrow())::append));
            event.getMessageEnd().ifPresent(message -> end = message.getDelta().orElseThrow());
        }

        private void start(ToolCallV2Function function) {
            names.add(function.getName().orElseThrow());
            arguments.add(new StringBuilder(function.getArguments().orElse("")));
        }

        Answer answer() {
            if (end == null || end.getError().isPresent()) {
                throw new CohereException("a stream without its end: " + end);
            }
            ChatFinishReason reason = end.getFinishReason().orElseThrow();
            if (reason.equals(ChatFinishReason.ERROR)) {
                throw new CohereException("told: " + end);
            }
            List<Call> calls = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                calls.add(Call.ofText(names.get(i), arguments.get(i).toString()));
            }
            Tokens tokens = end.getUsage().map(CohereChat::tokens).orElse(null);
            return new Answer(text.toString(), reasoning.toString(), calls, finish(reason), tokens);
        }
    }

    /** What is asked; the client has two types of request, which share nothing but this. */
    private record Asked(Feature feature) {
        List<ChatMessageV2> messages() {
            List<ChatMessageV2> messages = new ArrayList<>();
            messages.add(ChatMessageV2.system(SystemMessageV2.builder()
                    .content(SystemMessageV2Content.of(Words.SYSTEM))
                    .build()));
            messages.add(ChatMessageV2.user(
                    UserMessageV2.builder().content(content()).build()));
            if (feature == Feature.TOOL_RESULT) {
                messages.add(ChatMessageV2.assistant(
                        AssistantMessage.builder().toolCalls(List.of(call())).build()));
                messages.add(ChatMessageV2.tool(ToolMessageV2.builder()
                        .toolCallId(Words.CALL_ID)
                        .content(ToolMessageV2Content.of(Words.RESULT))
                        .build()));
            }
            return messages;
        }

        private UserMessageV2Content content() {
            if (feature != Feature.IMAGE) {
                return UserMessageV2Content.of(Words.QUESTION);
            }
            ImageUrl image =
                    ImageUrl.builder().url("data:image/png;base64," + Words.PNG).build();
            return UserMessageV2Content.of(List.of(
                    Content.text(ChatTextContent.builder().text(Words.QUESTION).build()),
                    Content.imageUrl(ImageContent.builder().imageUrl(image).build())));
        }

        private static ToolCallV2 call() {
            return ToolCallV2.builder()
                    .id(Words.CALL_ID)
                    .function(ToolCallV2Function.builder()
                            .name(Words.WEATHER)
                            .arguments(Words.ARGUMENTS_TEXT)
                            .build())
                    .build();
        }

        Optional<List<ToolV2>> tools() {
            List<ToolV2> tools = new ArrayList<>();
            Words.tools(feature).forEach((name, schema) -> tools.add(tool(name, schema)));
            return Optional.of(tools).filter(some -> !some.isEmpty());
        }

        private static ToolV2 tool(String name, Map<String, Object> schema) {
            return ToolV2.builder()
                    .function(ToolV2Function.builder()
                            .name(name)
                            .description(Words.DESCRIPTION)
                            .parameters(schema)
                            .build())
                    .build();
        }

        Optional<Thinking> thinking() {
            return feature == Feature.REASONING
                    ? Optional.of(Thinking.builder()
                            .type(ThinkingType.ENABLED)
                            .tokenBudget(THINKING_TOKENS)
                            .build())
                    : Optional.empty();
        }

        Optional<ResponseFormatV2> format() {
            return feature == Feature.STRUCTURED
                    ? Optional.of(ResponseFormatV2.jsonObject(JsonResponseFormatV2.builder()
                            .jsonSchema(Words.FORMAT_SCHEMA)
                            .build()))
                    : Optional.empty();
        }
    }

    @Override
    @Nullable
    Refused refused(RuntimeException failure) {
        if (!(failure instanceof CohereApiException told)) {
            return null;
        }
        String retryAfter = String.join(",", told.headers().getOrDefault("retry-after", List.of()));
        return new Refused(told.statusCode(), String.valueOf(told.body()), retryAfter);
    }

    @Override
    boolean isFailure(RuntimeException failure) {
        return failure instanceof CohereException;
    }

    /** It has nothing to close. */
    @Override
    public void close() {}
}
