package io.penstock.surface;

import io.penstock.codec.http.HttpMethod;
import io.penstock.dialect.Operation;
import io.penstock.surface.RouteAction.Relay.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * OpenAI's API, at the three places where clients look for it: under {@code /v1}, at the root (a base URL that lacks {@code /v1}),
 * and under {@code /openai/v1}. {@code POST /} is chat as well, as agentgateway has it.
 */
public final class OpenAiSurface implements Surface {
    private static final List<String> PREFIXES = List.of("/v1", "", "/openai/v1");
    private static final Set<CredentialPlace> CREDENTIALS =
            Set.of(CredentialPlace.GATEWAY, CredentialPlace.BEARER, CredentialPlace.API_KEY);
    /** The lists of models are asked for by clients of other vendors too. */
    private static final Set<CredentialPlace> OF_MODELS =
            Set.of(CredentialPlace.GATEWAY, CredentialPlace.BEARER, CredentialPlace.API_KEY, CredentialPlace.X_API_KEY);

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public List<RouteRow> rows() {
        List<RouteRow> rows = new ArrayList<>();
        for (String prefix : PREFIXES) {
            rows.add(local(prefix + "/models", LocalAction.MODEL_LIST, "the models of all configured providers"));
            rows.add(local(prefix + "/models/{id...}", LocalAction.MODEL, "one model"));
            rows.add(relay(prefix + "/chat/completions", Operation.CHAT, "a chat completion"));
            rows.add(relay(prefix + "/completions", Operation.COMPLETIONS, "a text completion"));
            rows.add(new RouteRow(
                    name(),
                    HttpMethod.POST,
                    prefix + "/responses",
                    new RouteAction.Relay(Operation.CHAT),
                    "responses",
                    CREDENTIALS,
                    "a response"));
            rows.add(stored(HttpMethod.GET, prefix + "/responses/{id}", "a response that was stored"));
            rows.add(stored(HttpMethod.DELETE, prefix + "/responses/{id}", "deletes a stored response"));
            rows.add(stored(HttpMethod.GET, prefix + "/responses/{id}/input_items", "what a response answered"));
            rows.add(stored(HttpMethod.POST, prefix + "/responses/{id}/cancel", "stops a background response"));
            rows.add(relay(prefix + "/embeddings", Operation.EMBEDDINGS, "embeddings"));
            rows.add(relay(prefix + "/images/generations", Operation.IMAGE_GENERATIONS, "images from a prompt"));
            rows.add(relay(prefix + "/images/edits", Operation.IMAGE_EDITS, "images from images"));
            rows.add(relay(prefix + "/images/variations", Operation.IMAGE_VARIATIONS, "variations of an image"));
            rows.add(relay(prefix + "/audio/speech", Operation.SPEECH, "speech from text"));
            rows.add(relay(prefix + "/audio/transcriptions", Operation.TRANSCRIPTIONS, "text from speech"));
            rows.add(relay(prefix + "/audio/translations", Operation.TRANSLATIONS, "English text from speech"));
            rows.add(relay(prefix + "/moderations", Operation.MODERATIONS, "classification of content"));
            rows.add(relay(prefix + "/rerank", Operation.RERANK, "documents in order of relevance"));
        }
        rows.add(relay("/", Operation.CHAT, "a chat completion"));
        return rows;
    }

    private RouteRow stored(HttpMethod method, String pattern, String summary) {
        RouteAction action = new RouteAction.Relay(Operation.STORED_RESPONSE, Answer.WHOLE);
        return new RouteRow(name(), method, pattern, action, "responses", CREDENTIALS, summary);
    }

    private RouteRow local(String pattern, LocalAction answer, String summary) {
        return new RouteRow(
                name(), HttpMethod.GET, pattern, new RouteAction.Local(answer), "openai", OF_MODELS, summary);
    }

    private RouteRow relay(String pattern, Operation operation, String summary) {
        return new RouteRow(
                name(), HttpMethod.POST, pattern, new RouteAction.Relay(operation), "openai", CREDENTIALS, summary);
    }
}
