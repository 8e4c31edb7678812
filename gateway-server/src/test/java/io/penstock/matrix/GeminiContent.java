package io.penstock.matrix;

import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.GenAiIOException;
import com.google.genai.types.Candidate;
import com.google.genai.types.Content;
import com.google.genai.types.FinishReason;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.FunctionResponse;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.GenerateContentResponseUsageMetadata;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.Part;
import com.google.genai.types.ThinkingConfig;
import com.google.genai.types.Tool;
import io.penstock.matrix.Said.Answer;
import io.penstock.matrix.Said.Call;
import io.penstock.matrix.Said.Finish;
import io.penstock.matrix.Said.Refused;
import io.penstock.matrix.Said.Tokens;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Google's client, asking for Gemini's content. */
final class GeminiContent extends Client {
    private static final int THINKING_TOKENS = 2048;

    private final com.google.genai.Client client;

    GeminiContent(int port) {
        client = newClient(port);
    }

    static com.google.genai.Client newClient(int port) {
        return com.google.genai.Client.builder()
                .apiKey(KEY)
                .httpOptions(HttpOptions.builder()
                        .baseUrl("http://127.0.0.1:" + port)
                        .timeout((int) DEADLINE.toMillis())
                        .retryOptions(HttpRetryOptions.builder().attempts(1))
                        .build())
                .build();
    }

    @Override
    String name() {
        return "Gemini";
    }

    @Override
    String dialect() {
        return "gemini";
    }

    @Override
    Answer whole(Feature feature, String model) {
        GenerateContentResponse response = client.models.generateContent(model, contents(feature), config(feature));
        return answer(List.of(response), new StringBuilder());
    }

    @Override
    Answer streamed(Feature feature, String model, StringBuilder heard) {
        try (ResponseStream<GenerateContentResponse> responses =
                client.models.generateContentStream(model, contents(feature), config(feature))) {
            return answer(responses, heard);
        }
    }

    private static Answer answer(Iterable<GenerateContentResponse> responses, StringBuilder text) {
        StringBuilder reasoning = new StringBuilder();
        List<Call> calls = new ArrayList<>();
        FinishReason reason = null;
        Tokens tokens = null;
        for (GenerateContentResponse response : responses) {
            for (Candidate candidate : response.candidates().orElse(List.of())) {
                for (Part part : candidate.content().flatMap(Content::parts).orElse(List.of())) {
                    part.text().ifPresent((part.thought().orElse(false) ? reasoning : text)::append);
                    part.functionCall().ifPresent(call -> calls.add(call(call)));
                }
                reason = candidate.finishReason().orElse(reason);
            }
            tokens = response.usageMetadata().map(GeminiContent::tokens).orElse(tokens);
        }
        if (reason == null) {
            throw new GenAiIOException("an answer without its end");
        }
        Finish ended = calls.isEmpty() ? Finish.STOP : Finish.TOOLS;
        Finish finish = reason.knownEnum() == FinishReason.Known.STOP ? ended : Finish.OTHER;
        return new Answer(text.toString(), reasoning.toString(), calls, finish, tokens);
    }

    private static Call call(FunctionCall call) {
        return Call.of(call.name().orElseThrow(), call.args().orElseThrow());
    }

    private static Tokens tokens(GenerateContentResponseUsageMetadata usage) {
        return new Tokens(
                usage.promptTokenCount().orElse(0),
                usage.cachedContentTokenCount().orElse(0),
                usage.candidatesTokenCount().orElse(0)
                        + usage.thoughtsTokenCount().orElse(0));
    }

    private static List<Content> contents(Feature feature) {
        List<Part> asked = new ArrayList<>(List.of(Part.fromText(Words.QUESTION)));
        if (feature == Feature.IMAGE) {
            asked.add(Part.fromBytes(Base64.getDecoder().decode(Words.PNG), "image/png"));
        }
        List<Content> contents = new ArrayList<>();
        contents.add(content("user", asked));
        if (feature == Feature.TOOL_RESULT) {
            FunctionCall call = FunctionCall.builder()
                    .id(Words.CALL_ID)
                    .name(Words.WEATHER)
                    .args(Words.ARGUMENTS)
                    .build();
            FunctionResponse result = FunctionResponse.builder()
                    .id(Words.CALL_ID)
                    .name(Words.WEATHER)
                    .response(Map.of("output", Words.RESULT))
                    .build();
            contents.add(
                    content("model", List.of(Part.builder().functionCall(call).build())));
            contents.add(content(
                    "user", List.of(Part.builder().functionResponse(result).build())));
        }
        return contents;
    }

    private static Content content(String role, List<Part> parts) {
        return Content.builder().role(role).parts(parts).build();
    }

    private static GenerateContentConfig config(Feature feature) {
        GenerateContentConfig.Builder config =
                GenerateContentConfig.builder().systemInstruction(Content.fromParts(Part.fromText(Words.SYSTEM)));
        List<FunctionDeclaration> functions = new ArrayList<>();
        Words.tools(feature)
                .forEach((name, schema) -> functions.add(FunctionDeclaration.builder()
                        .name(name)
                        .description(Words.DESCRIPTION)
                        .parametersJsonSchema(schema)
                        .build()));
        if (!functions.isEmpty()) {
            config.tools(Tool.builder().functionDeclarations(functions).build());
        }
        if (feature == Feature.REASONING) {
            config.thinkingConfig(ThinkingConfig.builder().includeThoughts(true).thinkingBudget(THINKING_TOKENS));
        }
        if (feature == Feature.STRUCTURED) {
            config.responseMimeType("application/json").responseJsonSchema(Words.FORMAT_SCHEMA);
        }
        return config.build();
    }

    @Override
    @Nullable
    Refused refused(RuntimeException failure) {
        return failure instanceof ApiException told ? new Refused(told.code(), told.message(), null) : null;
    }

    @Override
    boolean isFailure(RuntimeException failure) {
        return failure instanceof ApiException || failure instanceof GenAiIOException;
    }

    @Override
    public void close() {
        client.close();
    }
}
