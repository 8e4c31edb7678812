package io.penstock.surface;

import io.penstock.codec.http.HttpMethod;
import io.penstock.dialect.Operation;
import io.penstock.surface.RouteAction.Relay;
import io.penstock.surface.RouteAction.Relay.Answer;
import java.util.List;
import java.util.Set;

/**
 * Gemini's API: the model and the form of the answer stand in the URL. A model's name may have slashes, for Google's clients send
 * {@code provider/model} as it is.
 */
public final class GeminiSurface implements Surface {
    private static final Set<CredentialPlace> CREDENTIALS = Set.of(
            CredentialPlace.GATEWAY, CredentialPlace.X_GOOG_API_KEY, CredentialPlace.BEARER, CredentialPlace.QUERY_KEY);

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public List<RouteRow> rows() {
        return List.of(
                row("generateContent", new Relay(Operation.CHAT, Answer.WHOLE), "content of a model"),
                row(
                        "streamGenerateContent",
                        new Relay(Operation.CHAT, Answer.STREAM),
                        "content of a model, as a stream"),
                row("countTokens", new Relay(Operation.COUNT_TOKENS, Answer.WHOLE), "how many tokens contents take"),
                row(
                        "embedContent",
                        new Relay(Operation.EMBEDDINGS, Answer.WHOLE, "gemini-one"),
                        "the embedding of a content"),
                row("batchEmbedContents", new Relay(Operation.EMBEDDINGS, Answer.WHOLE), "embeddings of contents"));
    }

    private RouteRow row(String method, Relay action, String summary) {
        String pattern = "/v1beta/models/{model...}:" + method;
        return new RouteRow(name(), HttpMethod.POST, pattern, action, "gemini", CREDENTIALS, summary);
    }
}
