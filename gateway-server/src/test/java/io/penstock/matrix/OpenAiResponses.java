package io.penstock.matrix;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIException;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFormatTextJsonSchemaConfig;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseInputText;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseTextConfig;
import com.openai.models.responses.ResponseUsage;
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

/** OpenAI's client, asking for responses. */
final class OpenAiResponses extends Client {
    private final OpenAIClient client;

    OpenAiResponses(int port) {
        client = OpenAiChat.newClient(port);
    }

    @Override
    String name() {
        return "OpenAI Responses";
    }

    @Override
    String dialect() {
        return "responses";
    }

    @Override
    Answer whole(Feature feature, String model) {
        return answer(client.responses().create(params(feature, model)));
    }

    @Override
    Answer streamed(Feature feature, String model, StringBuilder heard) {
        List<ResponseStreamEvent> events = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(params(feature, model))) {
            stream.stream().forEach(event -> {
                events.add(event);
                event.outputTextDelta().ifPresent(delta -> heard.append(delta.delta()));
                if (event.isError() || event.isFailed()) {
                    throw new OpenAIException("told: " + event);
                }
            });
        }
        Optional<Response> response = events.stream()
                .flatMap(event -> event.completed().stream())
                .map(completed -> completed.response())
                .findFirst();
        Answer answer = answer(response.orElseThrow(() -> new OpenAIException("a stream without its end")));
        requireSame(answer.text(), heard.toString());
        requireSame(answer.reasoning(), joinedReasoning(events));
        return answer;
    }

    /** What the last event holds as a whole is what the events before it held in pieces. */
    private static void requireSame(String whole, String joined) {
        if (!whole.equals(joined)) {
            throw new AssertionError("in pieces: " + joined + ", at the end: " + whole);
        }
    }

    private static String joinedReasoning(List<ResponseStreamEvent> events) {
        StringBuilder joined = new StringBuilder();
        for (ResponseStreamEvent event : events) {
            event.reasoningSummaryTextDelta().ifPresent(delta -> joined.append(delta.delta()));
        }
        return joined.toString();
    }

    private static Answer answer(Response response) {
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        List<Call> calls = new ArrayList<>();
        for (ResponseOutputItem item : response.output()) {
            item.message()
                    .ifPresent(message -> message.content()
                            .forEach(content -> content.outputText().ifPresent(output -> text.append(output.text()))));
            item.reasoning().ifPresent(thought -> thought.summary().forEach(part -> reasoning.append(part.text())));
            item.functionCall().ifPresent(call -> calls.add(Call.ofText(call.name(), call.arguments())));
        }
        Finish ended = calls.isEmpty() ? Finish.STOP : Finish.TOOLS;
        Finish finish =
                response.status().filter(ResponseStatus.COMPLETED::equals).isPresent() ? ended : Finish.OTHER;
        Tokens tokens = response.usage().map(OpenAiResponses::tokens).orElse(null);
        return new Answer(text.toString(), reasoning.toString(), calls, finish, tokens);
    }

    private static Tokens tokens(ResponseUsage usage) {
        return new Tokens(usage.inputTokens(), usage.inputTokensDetails().cachedTokens(), usage.outputTokens());
    }

    private static ResponseCreateParams params(Feature feature, String model) {
        ResponseCreateParams.Builder params = ResponseCreateParams.builder()
                .model(model)
                .instructions(Words.SYSTEM)
                .store(false)
                .inputOfResponse(input(feature));
        Words.tools(feature).forEach((name, schema) -> params.addTool(tool(name, schema)));
        if (feature == Feature.REASONING) {
            params.reasoning(Reasoning.builder()
                    .effort(ReasoningEffort.HIGH)
                    .summary(Reasoning.Summary.AUTO)
                    .build());
        }
        if (feature == Feature.STRUCTURED) {
            params.text(ResponseTextConfig.builder().format(format()).build());
        }
        return params.build();
    }

    private static List<ResponseInputItem> input(Feature feature) {
        EasyInputMessage.Builder user = EasyInputMessage.builder().role(EasyInputMessage.Role.USER);
        if (feature == Feature.IMAGE) {
            user.contentOfResponseInputMessageContentList(List.of(
                    ResponseInputContent.ofInputText(
                            ResponseInputText.builder().text(Words.QUESTION).build()),
                    ResponseInputContent.ofInputImage(ResponseInputImage.builder()
                            .detail(ResponseInputImage.Detail.AUTO)
                            .imageUrl("data:image/png;base64," + Words.PNG)
                            .build())));
        } else {
            user.content(Words.QUESTION);
        }
        List<ResponseInputItem> items = new ArrayList<>();
        items.add(ResponseInputItem.ofEasyInputMessage(user.build()));
        if (feature == Feature.TOOL_RESULT) {
            items.add(ResponseInputItem.ofFunctionCall(ResponseFunctionToolCall.builder()
                    .callId(Words.CALL_ID)
                    .name(Words.WEATHER)
                    .arguments(Words.ARGUMENTS_TEXT)
                    .build()));
            items.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                    .callId(Words.CALL_ID)
                    .output(Words.RESULT)
                    .build()));
        }
        return items;
    }

    private static FunctionTool tool(String name, Map<String, Object> schema) {
        FunctionTool.Parameters.Builder parameters = FunctionTool.Parameters.builder();
        schema.forEach((member, value) -> parameters.putAdditionalProperty(member, JsonValue.from(value)));
        return FunctionTool.builder()
                .name(name)
                .description(Words.DESCRIPTION)
                .parameters(parameters.build())
                .strict(false)
                .build();
    }

    private static ResponseFormatTextJsonSchemaConfig format() {
        ResponseFormatTextJsonSchemaConfig.Schema.Builder schema = ResponseFormatTextJsonSchemaConfig.Schema.builder();
        Words.FORMAT_SCHEMA.forEach((member, value) -> schema.putAdditionalProperty(member, JsonValue.from(value)));
        return ResponseFormatTextJsonSchemaConfig.builder()
                .name(Words.FORMAT)
                .schema(schema.build())
                .build();
    }

    @Override
    @Nullable
    Refused refused(RuntimeException failure) {
        return OpenAiChat.refusedOf(failure);
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
