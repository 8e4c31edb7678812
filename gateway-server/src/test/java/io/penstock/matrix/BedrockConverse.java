package io.penstock.matrix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.matrix.Said.Answer;
import io.penstock.matrix.Said.Call;
import io.penstock.matrix.Said.Finish;
import io.penstock.matrix.Said.Refused;
import io.penstock.matrix.Said.Tokens;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStartEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.ImageFormat;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.OutputConfig;
import software.amazon.awssdk.services.bedrockruntime.model.OutputFormatType;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultContentBlock;

/** AWS's client of Bedrock's runtime, asking for Converse. */
final class BedrockConverse extends Client {
    private static final int THINKING_TOKENS = 2048;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BedrockRuntimeAsyncClient client;

    BedrockConverse(int port) {
        client = BedrockRuntimeAsyncClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDTEST", KEY)))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
                .overrideConfiguration(configuration ->
                        configuration.apiCallTimeout(DEADLINE).retryStrategy(retries -> retries.maxAttempts(1)))
                .build();
    }

    @Override
    String name() {
        return "Bedrock Converse";
    }

    @Override
    String dialect() {
        return "bedrock";
    }

    @Override
    Answer whole(Feature feature, String model) {
        ConverseResponse response = joined(client.converse(request -> request.modelId(model)
                .system(SystemContentBlock.fromText(Words.SYSTEM))
                .messages(messages(feature))
                .toolConfig(tools(feature))
                .additionalModelRequestFields(fields(feature))
                .outputConfig(format(feature))));
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        List<Call> calls = new ArrayList<>();
        for (ContentBlock block : response.output().message().content()) {
            switch (block.type()) {
                case TEXT -> text.append(block.text());
                case REASONING_CONTENT ->
                    reasoning.append(block.reasoningContent().reasoningText().text());
                case TOOL_USE ->
                    calls.add(Call.of(
                            block.toolUse().name(), value(block.toolUse().input())));
                default -> throw new AssertionError("a block of another kind: " + block);
            }
        }
        return new Answer(
                text.toString(), reasoning.toString(), calls, finish(response.stopReason()), tokens(response.usage()));
    }

    @Override
    Answer streamed(Feature feature, String model, StringBuilder heard) {
        Joined joined = new Joined(heard);
        ConverseStreamRequest request = ConverseStreamRequest.builder()
                .modelId(model)
                .system(SystemContentBlock.fromText(Words.SYSTEM))
                .messages(messages(feature))
                .toolConfig(tools(feature))
                .additionalModelRequestFields(fields(feature))
                .outputConfig(format(feature))
                .build();
        joined(client.converseStream(
                request,
                ConverseStreamResponseHandler.builder()
                        .subscriber(joined.visitor())
                        .build()));
        return joined.answer();
    }

    private static <T> T joined(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SdkException told ? told : e;
        }
    }

    private static Finish finish(StopReason reason) {
        return switch (reason) {
            case END_TURN -> Finish.STOP;
            case TOOL_USE -> Finish.TOOLS;
            default -> Finish.OTHER;
        };
    }

    private static @Nullable Tokens tokens(@Nullable TokenUsage usage) {
        if (usage == null) {
            return null;
        }
        long read = usage.cacheReadInputTokens() == null ? 0 : usage.cacheReadInputTokens();
        long written = usage.cacheWriteInputTokens() == null ? 0 : usage.cacheWriteInputTokens();
        return new Tokens(usage.inputTokens() + read + written, read, usage.outputTokens());
    }

    /** The events of a stream, put together. */
    private static final class Joined {
        private final StringBuilder text;
        private final StringBuilder reasoning = new StringBuilder();
        private final Map<Integer, String> names = new TreeMap<>();
        private final Map<Integer, StringBuilder> inputs = new TreeMap<>();
        private @Nullable StopReason reason;
        private @Nullable TokenUsage usage;

        Joined(StringBuilder text) {
            this.text = text;
        }

        ConverseStreamResponseHandler.Visitor visitor() {
            return ConverseStreamResponseHandler.Visitor.builder()
                    .onContentBlockStart(this::start)
                    .onContentBlockDelta(this::add)
                    .onMessageStop(stop -> reason = stop.stopReason())
                    .onMetadata(metadata -> usage = metadata.usage())
                    .build();
        }

        private void start(ContentBlockStartEvent event) {
            if (event.start().toolUse() != null) {
                names.put(event.contentBlockIndex(), event.start().toolUse().name());
                inputs.put(event.contentBlockIndex(), new StringBuilder());
            }
        }

        private void add(ContentBlockDeltaEvent event) {
            if (event.delta().text() != null) {
                text.append(event.delta().text());
            } else if (event.delta().toolUse() != null) {
                input(event.contentBlockIndex()).append(event.delta().toolUse().input());
            } else if (event.delta().reasoningContent() != null
                    && event.delta().reasoningContent().text() != null) {
                reasoning.append(event.delta().reasoningContent().text());
            }
        }

        Answer answer() {
            if (reason == null) {
                throw SdkClientException.create("a stream without its end");
            }
            List<Call> calls = new ArrayList<>();
            names.forEach(
                    (index, name) -> calls.add(Call.ofText(name, input(index).toString())));
            return new Answer(text.toString(), reasoning.toString(), calls, finish(reason), tokens(usage));
        }

        private StringBuilder input(int index) {
            return Objects.requireNonNull(inputs.get(index), "input of a block that did not start");
        }
    }

    private static List<Message> messages(Feature feature) {
        List<ContentBlock> asked = new ArrayList<>(List.of(ContentBlock.fromText(Words.QUESTION)));
        if (feature == Feature.IMAGE) {
            asked.add(ContentBlock.fromImage(image -> image.format(ImageFormat.PNG)
                    .source(source -> source.bytes(
                            SdkBytes.fromByteArray(java.util.Base64.getDecoder().decode(Words.PNG))))));
        }
        List<Message> messages = new ArrayList<>();
        messages.add(message(ConversationRole.USER, asked));
        if (feature == Feature.TOOL_RESULT) {
            messages.add(message(
                    ConversationRole.ASSISTANT,
                    List.of(ContentBlock.fromToolUse(call ->
                            call.toolUseId(Words.CALL_ID).name(Words.WEATHER).input(document(Words.ARGUMENTS))))));
            messages.add(message(
                    ConversationRole.USER,
                    List.of(ContentBlock.fromToolResult(result ->
                            result.toolUseId(Words.CALL_ID).content(ToolResultContentBlock.fromText(Words.RESULT))))));
        }
        return messages;
    }

    private static Message message(ConversationRole role, List<ContentBlock> content) {
        return Message.builder().role(role).content(content).build();
    }

    private static @Nullable ToolConfiguration tools(Feature feature) {
        List<Tool> tools = new ArrayList<>();
        Words.tools(feature)
                .forEach((name, schema) -> tools.add(Tool.fromToolSpec(tool -> tool.name(name)
                        .description(Words.DESCRIPTION)
                        .inputSchema(input -> input.json(document(schema))))));
        return tools.isEmpty() ? null : ToolConfiguration.builder().tools(tools).build();
    }

    /** Thinking is asked for in the model's own words, which the dialect passes on. */
    private static @Nullable Document fields(Feature feature) {
        return feature == Feature.REASONING
                ? document(Map.of("thinking", Map.of("type", "enabled", "budget_tokens", THINKING_TOKENS)))
                : null;
    }

    private static @Nullable OutputConfig format(Feature feature) {
        return feature == Feature.STRUCTURED
                ? OutputConfig.builder()
                        .textFormat(format -> format.type(OutputFormatType.JSON_SCHEMA)
                                .structure(structure -> structure.jsonSchema(
                                        schema -> schema.name(Words.FORMAT).schema(text(Words.FORMAT_SCHEMA)))))
                        .build()
                : null;
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static Document document(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Document> members = new LinkedHashMap<>();
            map.forEach((name, member) -> members.put((String) name, document(member)));
            return Document.fromMap(members);
        }
        if (value instanceof List<?> list) {
            return Document.fromList(
                    list.stream().map(BedrockConverse::document).toList());
        }
        if (value instanceof Integer number) {
            return Document.fromNumber(number);
        }
        return value instanceof Boolean bool ? Document.fromBoolean(bool) : Document.fromString((String) value);
    }

    private static Object value(Document document) {
        if (document.isMap()) {
            Map<String, Object> members = new LinkedHashMap<>();
            document.asMap().forEach((name, member) -> members.put(name, value(member)));
            return members;
        }
        return document.isNumber() ? document.asNumber().bigDecimalValue() : document.asString();
    }

    @Override
    @Nullable
    Refused refused(RuntimeException failure) {
        if (!(failure instanceof AwsServiceException told)) {
            return null;
        }
        String retryAfter = told.awsErrorDetails()
                .sdkHttpResponse()
                .firstMatchingHeader("retry-after")
                .orElse("");
        return new Refused(told.statusCode(), told.awsErrorDetails().errorMessage(), retryAfter);
    }

    @Override
    boolean isFailure(RuntimeException failure) {
        return failure instanceof SdkException;
    }

    @Override
    public void close() {
        client.close();
    }
}
