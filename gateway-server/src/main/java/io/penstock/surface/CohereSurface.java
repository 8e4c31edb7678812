package io.penstock.surface;

import io.penstock.codec.http.HttpMethod;
import io.penstock.dialect.Operation;
import java.util.List;
import java.util.Set;

/** Cohere's API. */
public final class CohereSurface implements Surface {
    private static final Set<CredentialPlace> CREDENTIALS = Set.of(CredentialPlace.GATEWAY, CredentialPlace.BEARER);

    @Override
    public String name() {
        return "cohere";
    }

    @Override
    public List<RouteRow> rows() {
        return List.of(
                row("/v2/chat", Operation.CHAT, "a chat"),
                row("/v2/embed", Operation.EMBEDDINGS, "embeddings"),
                row("/v2/rerank", Operation.RERANK, "documents in order of relevance"));
    }

    private RouteRow row(String pattern, Operation operation, String summary) {
        return new RouteRow(
                name(), HttpMethod.POST, pattern, new RouteAction.Relay(operation), "cohere", CREDENTIALS, summary);
    }
}
