package io.penstock.surface;

import io.penstock.codec.http.HttpMethod;
import io.penstock.dialect.Operation;
import io.penstock.surface.RouteAction.Relay;
import io.penstock.surface.RouteAction.Relay.Answer;
import java.util.List;
import java.util.Set;

/** Bedrock's Converse API: the model stands in the URL, escaped as one segment, and the URL says whether the answer is a stream. */
public final class BedrockSurface implements Surface {
    private static final Set<CredentialPlace> CREDENTIALS = Set.of(CredentialPlace.GATEWAY, CredentialPlace.BEARER);

    @Override
    public String name() {
        return "bedrock";
    }

    @Override
    public List<RouteRow> rows() {
        return List.of(
                row("converse", Answer.WHOLE, "an answer of a model"),
                row("converse-stream", Answer.STREAM, "an answer of a model, as a stream"));
    }

    private RouteRow row(String method, Answer answer, String summary) {
        return new RouteRow(
                name(),
                HttpMethod.POST,
                "/model/{model}/" + method,
                new Relay(Operation.CHAT, answer),
                "bedrock",
                CREDENTIALS,
                summary);
    }
}
