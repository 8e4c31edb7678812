package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseItem;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.inputitems.InputItemListPage;
import com.openai.models.responses.inputitems.InputItemListParams;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that the gateway stores, since their providers store none: through OpenAI's client, before providers of other dialects. */
final class StoredResponsesTest {
    private static final int KIB = 1024;
    private static final String CLAUDE = "anthropic/claude-sonnet-4-6";
    private static final String DEEPSEEK = "deepseek/deepseek-chat";
    private static final String THOUGHT_AND_CALL =
            "{'id':'msg_1','type':'message','role':'assistant','model':'claude-x',"
                    + "'content':[{'type':'thinking','thinking':'It may rain.','signature':'c2lnbmVk'},"
                    + "{'type':'text','text':'Let me look.'},"
                    + "{'type':'tool_use','id':'toolu_1','name':'get_weather','input':{'city':'Bonn'}}],"
                    + "'stop_reason':'tool_use','stop_sequence':null,'usage':{'input_tokens':5,'output_tokens':7}}";
    private static final String RAIN = "{'id':'msg_2','type':'message','role':'assistant','model':'claude-x',"
            + "'content':[{'type':'text','text':'It rains.'}],"
            + "'stop_reason':'end_turn','stop_sequence':null,'usage':{'input_tokens':9,'output_tokens':3}}";
    private static final String CHAT_CALL = "{'id':'c1','object':'chat.completion','model':'m','choices':[{'index':0,"
            + "'message':{'role':'assistant','content':null,'reasoning_content':'It may rain.','tool_calls':[{'id':'call_1',"
            + "'type':'function','function':{'name':'get_weather','arguments':'{\\\"city\\\":\\\"Bonn\\\"}'}}]},"
            + "'finish_reason':'tool_calls'}],'usage':{'prompt_tokens':5,'completion_tokens':7,'total_tokens':12}}";

    private static byte[] json(String answer) {
        return Answers.json(answer.replace('\'', '"'));
    }

    /** A gateway before a provider that gives these answers in turn. */
    private static Stage stage(byte[]... answers) {
        return stage(settings -> {}, answers);
    }

    private static Stage stage(Consumer<RunningGateway.Settings> change, byte[]... answers) {
        ScriptedUpstream upstream = ScriptedUpstream.of(connection -> {
            for (int i = 0; connection.request() != null; i++) {
                connection.send(answers[Math.min(i, answers.length - 1)]);
            }
        });
        String url = "http://127.0.0.1:" + upstream.port() + "/v1";
        return Stage.of(upstream, settings -> {
            settings.set("server.eventLoops", 1);
            for (String provider : List.of("ANTHROPIC", "DEEPSEEK")) {
                settings.variable(provider + "_API_URL", url).variable(provider + "_API_KEY", "key");
            }
            change.accept(settings);
        });
    }

    private static ResponseCreateParams.Builder asking(String model, String question) {
        return ResponseCreateParams.builder().model(model).input(question);
    }

    private static ResponseCreateParams.Builder withTool(ResponseCreateParams.Builder asked) {
        return asked.reasoning(Reasoning.builder().effort(ReasoningEffort.HIGH).build())
                .addTool(FunctionTool.builder()
                        .name("get_weather")
                        .parameters(FunctionTool.Parameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .build())
                        .strict(false)
                        .build());
    }

    private static ResponseCreateParams.Builder result(String model, String callId) {
        return ResponseCreateParams.builder()
                .model(model)
                .inputOfResponse(
                        List.of(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                                .callId(callId)
                                .output("rain")
                                .build())));
    }

    private static String callId(Response response) {
        return response.output().stream()
                .flatMap(item -> item.functionCall().stream())
                .findFirst()
                .orElseThrow()
                .callId();
    }

    @Test
    void anAnswerIsGotAgainAsItWasGiven() {
        try (Stage stage = stage(json(THOUGHT_AND_CALL))) {
            OpenAIClient client = stage.client();

            Response created =
                    client.responses().create(withTool(asking(CLAUDE, "Rain?")).build());
            Response got = client.responses().retrieve(created.id());

            assertThat(got).isEqualTo(created);
            assertThat(created.toString()).contains("store=true");
            assertThat(stage.upstream().requests()).isEqualTo(1);
        }
    }

    @Test
    void anthropicIsToldTheWholeConversationWithItsSignedThoughtAndItsCall() {
        try (Stage stage = stage(json(THOUGHT_AND_CALL), json(RAIN))) {
            OpenAIClient client = stage.client();
            Response first = client.responses()
                    .create(withTool(asking(CLAUDE, "Rain?"))
                            .instructions("Be brief.")
                            .build());
            stage.upstream().nextRequest();

            Response second = client.responses()
                    .create(withTool(result(CLAUDE, callId(first)))
                            .previousResponseId(first.id())
                            .build());

            JsonNode asked = Stage.json(stage.upstream().nextRequest());
            assertThat(asked.has("system")).isFalse();
            JsonNode messages = asked.path("messages");
            assertThat(messages.findValuesAsText("role")).containsExactly("user", "assistant", "user");
            assertThat(messages.at("/0").toString()).contains("Rain?");
            assertThat(messages.at("/1/content/0/thinking").asText()).isEqualTo("It may rain.");
            assertThat(messages.at("/1/content/0/signature").asText()).isEqualTo("c2lnbmVk");
            assertThat(messages.at("/1/content/1/text").asText()).isEqualTo("Let me look.");
            assertThat(messages.at("/1/content/2/name").asText()).isEqualTo("get_weather");
            assertThat(messages.at("/1/content/2/input/city").asText()).isEqualTo("Bonn");
            assertThat(messages.at("/2/content/0/tool_use_id").asText())
                    .isEqualTo(messages.at("/1/content/2/id").asText());
            assertThat(messages.at("/2").toString()).contains("rain");
            assertThat(second.previousResponseId()).contains(first.id());
        }
    }

    @Test
    void aChatProviderIsToldTheWholeConversationOfThreeTurns() {
        try (Stage stage = stage(json(CHAT_CALL), Answers.json(Chat.whole("c2")))) {
            OpenAIClient client = stage.client();
            Response first = client.responses()
                    .create(withTool(asking(DEEPSEEK, "Rain?")).build());
            Response second = client.responses()
                    .create(withTool(result(DEEPSEEK, callId(first)))
                            .previousResponseId(first.id())
                            .build());
            stage.upstream().nextRequest();
            stage.upstream().nextRequest();

            client.responses()
                    .create(asking(DEEPSEEK, "And tomorrow?")
                            .previousResponseId(second.id())
                            .build());

            JsonNode messages = Stage.json(stage.upstream().nextRequest()).path("messages");
            assertThat(messages.findValuesAsText("role"))
                    .containsExactly("user", "assistant", "tool", "assistant", "user");
            assertThat(messages.at("/1/reasoning_content").asText()).isEqualTo("It may rain.");
            assertThat(messages.at("/1/tool_calls/0/function/arguments").asText())
                    .isEqualTo("{\"city\":\"Bonn\"}");
            assertThat(messages.at("/2/tool_call_id").asText())
                    .isEqualTo(messages.at("/1/tool_calls/0/id").asText());
            assertThat(messages.at("/3/content").asText()).isEqualTo("Hello");
            assertThat(messages.at("/4/content").asText()).isEqualTo("And tomorrow?");
        }
    }

    @Test
    void aStreamedAnswerIsGotAgainAsItsLastEventHadIt() {
        String stream = Chat.ROLE + Chat.delta("Hel") + Chat.delta("lo") + Chat.FINISH + Chat.USAGE + Chat.DONE;
        try (Stage stage = stage(Chat.chunked(stream.getBytes(StandardCharsets.UTF_8)))) {
            OpenAIClient client = stage.client();

            List<ResponseStreamEvent> events;
            try (StreamResponse<ResponseStreamEvent> streamed =
                    client.responses().createStreaming(asking(DEEPSEEK, "Hi").build())) {
                events = streamed.stream().toList();
            }
            Response last = events.get(events.size() - 1).asCompleted().response();
            Response got = client.responses().retrieve(last.id());

            assertThat(got).isEqualTo(last);
            assertThat(events.get(0).asCreated().response().id()).isEqualTo(last.id());
        }
    }

    @Test
    void aStreamThatBrokeIsGotAgainAsFailed() {
        String begun = Chat.ROLE + Chat.delta("Hel");
        try (Stage stage = stage(Chat.withLength(begun.getBytes(StandardCharsets.UTF_8)))) {
            OpenAIClient client = stage.client();
            List<ResponseStreamEvent> events = new ArrayList<>();

            try (StreamResponse<ResponseStreamEvent> streamed =
                    client.responses().createStreaming(asking(DEEPSEEK, "Hi").build())) {
                streamed.stream().forEach(events::add);
            } catch (RuntimeException told) {
                assertThat(events).isNotEmpty();
            }
            Response got = client.responses()
                    .retrieve(events.get(0).asCreated().response().id());

            assertThat(got.status().orElseThrow()).hasToString("failed");
            assertThat(got.error()).isPresent();
        }
    }

    @Test
    void inputItemsComeInPagesTheNewestFirst() {
        try (Stage stage = stage(json(THOUGHT_AND_CALL), json(RAIN))) {
            OpenAIClient client = stage.client();
            Response first =
                    client.responses().create(withTool(asking(CLAUDE, "Rain?")).build());
            Response second = client.responses()
                    .create(withTool(result(CLAUDE, callId(first)))
                            .previousResponseId(first.id())
                            .build());

            InputItemListPage page = client.responses().inputItems().list(second.id());
            InputItemListPage oldest = client.responses()
                    .inputItems()
                    .list(InputItemListParams.builder()
                            .responseId(second.id())
                            .limit(2)
                            .order(InputItemListParams.Order.ASC)
                            .build());
            List<ResponseItem> all = new ArrayList<>();
            oldest.autoPager().forEach(all::add);

            assertThat(page.data().get(0).asFunctionCallOutput().callId()).contains(callId(first));
            assertThat(page.hasMore()).contains(false);
            assertThat(oldest.data()).hasSize(2);
            assertThat(oldest.hasMore()).contains(true);
            assertThat(all).hasSize(5).hasSameElementsAs(page.data());
            assertThat(all.get(0)
                            .asResponseInputMessageItem()
                            .content()
                            .get(0)
                            .asInputText()
                            .text())
                    .isEqualTo("Rain?");
        }
    }

    @Test
    void whatWasDeletedIsGoneButNotForTheTurnsThatWentOnFromIt() {
        try (Stage stage = stage(Answers.json(Chat.whole("c1")))) {
            OpenAIClient client = stage.client();
            Response first = client.responses().create(asking(DEEPSEEK, "One").build());
            Response second = client.responses()
                    .create(asking(DEEPSEEK, "Two")
                            .previousResponseId(first.id())
                            .build());
            client.responses().delete(first.id());

            client.responses()
                    .create(asking(DEEPSEEK, "Three")
                            .previousResponseId(second.id())
                            .build());

            stage.upstream().nextRequest();
            stage.upstream().nextRequest();
            assertThat(Stage.json(stage.upstream().nextRequest())
                            .path("messages")
                            .findValuesAsText("content"))
                    .containsExactly("One", "Hello", "Two", "Hello", "Three");
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> client.responses().retrieve(first.id()));
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> client.responses().delete(first.id()));
        }
    }

    @Test
    void toAnotherCallerThereIsNoSuchResponse() {
        try (Stage stage = stage(Answers.json(Chat.whole("c1")))) {
            OpenAIClient other =
                    stage.client(builder -> builder.apiKey("sk-of-another").maxRetries(0));
            Response response =
                    stage.client().responses().create(asking(DEEPSEEK, "Hi").build());
            String unknown = response.id().substring(0, response.id().length() - 1) + "-";

            String said = refusal(other, response.id());

            assertThat(said.replace(response.id(), "ID"))
                    .isEqualTo(refusal(other, unknown).replace(unknown, "ID"));
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> other.responses().delete(response.id()));
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> other.responses().inputItems().list(response.id()));
            assertThatExceptionOfType(BadRequestException.class)
                    .isThrownBy(() -> other.responses()
                            .create(asking(DEEPSEEK, "Hi")
                                    .previousResponseId(response.id())
                                    .build()))
                    .satisfies(refused -> assertThat(refused.code()).contains("previous_response_not_found"));
            assertThat(stage.client().responses().retrieve(response.id())).isEqualTo(response);
        }
    }

    private static String refusal(OpenAIClient client, String id) {
        try {
            throw new AssertionError(client.responses().retrieve(id).toString());
        } catch (NotFoundException refused) {
            return refused.getMessage() + refused.code() + refused.type() + refused.param();
        }
    }

    @Test
    void whatIsNotToBeStoredIsNot() {
        try (Stage stage = stage(Answers.json(Chat.whole("c1")))) {
            OpenAIClient client = stage.client();

            Response response = client.responses()
                    .create(asking(DEEPSEEK, "Hi").store(false).build());

            assertThat(response.toString()).contains("store=false");
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> client.responses().retrieve(response.id()));
        }
    }

    @Test
    void whatIsTooLargeIsNotStored() {
        byte[] answer = Answers.json(Chat.whole("c1"));
        try (Stage stage = stage(settings -> settings.set("responses.responseBytesMax", "2KiB"), answer)) {
            OpenAIClient client = stage.client();

            Response small = client.responses().create(asking(DEEPSEEK, "Hi").build());
            Response large =
                    client.responses().create(asking(DEEPSEEK, "Hi".repeat(KIB)).build());

            assertThat(client.responses().retrieve(small.id())).isEqualTo(small);
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> client.responses().retrieve(large.id()));
        }
    }

    @Test
    void whatWasSaidBeforeCountsTowardsTheLargestRequest() {
        byte[] answer = Answers.json(Chat.whole("c1"));
        try (Stage stage = stage(settings -> settings.set("server.limits.bodyBytesMax", "8KiB"), answer)) {
            OpenAIClient client = stage.client();
            Response first = client.responses()
                    .create(asking(DEEPSEEK, "x".repeat(5 * KIB)).build());

            assertThatExceptionOfType(UnexpectedStatusCodeException.class)
                    .isThrownBy(() -> client.responses()
                            .create(asking(DEEPSEEK, "y".repeat(3 * KIB))
                                    .previousResponseId(first.id())
                                    .build()))
                    .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(413));
            assertThat(stage.upstream().requests()).isEqualTo(1);
        }
    }

    @Test
    void anItemOfAnEarlierAnswerMayBeReferredTo() {
        try (Stage stage = stage(Answers.json(Chat.whole("c1")))) {
            OpenAIClient client = stage.client();
            Response first = client.responses().create(asking(DEEPSEEK, "One").build());
            stage.upstream().nextRequest();
            String item = first.output().get(0).asMessage().id();

            client.responses()
                    .create(ResponseCreateParams.builder()
                            .model(DEEPSEEK)
                            .inputOfResponse(Arrays.asList(
                                    ResponseInputItem.ofItemReference(ResponseInputItem.ItemReference.builder()
                                            .id(item)
                                            .build()),
                                    ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                                            .role(EasyInputMessage.Role.USER)
                                            .content("Two")
                                            .build())))
                            .build());

            assertThat(Stage.json(stage.upstream().nextRequest())
                            .path("messages")
                            .findValuesAsText("content"))
                    .containsExactly("Hello", "Two");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"background", "cancel"})
    void nothingRunsInTheBackground(String wish) {
        try (Stage stage = stage(Answers.json(Chat.whole("c1")))) {
            OpenAIClient client = stage.client();

            assertThatExceptionOfType(BadRequestException.class)
                    .isThrownBy(() -> {
                        if (wish.equals("background")) {
                            client.responses()
                                    .create(asking(DEEPSEEK, "Hi")
                                            .background(true)
                                            .build());
                        } else {
                            Response response = client.responses()
                                    .create(asking(DEEPSEEK, "Hi").build());
                            client.responses().cancel(response.id());
                        }
                    })
                    .withMessageContaining("background");
        }
    }
}
