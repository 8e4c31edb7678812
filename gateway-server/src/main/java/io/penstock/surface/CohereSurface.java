package io.penstock.surface;

import io.penstock.codec.http.HttpMethod;
import io.penstock.dialect.Operation;
import java.util.List;
import java.util.Set;

/** Cohere's API. */
public final class CohereSurface implements Surface {
    private static final Set<CredentialPlace> CREDENTIALS = Set.of(CredentialPlace.BEARER);

    @Override
    public String name() {
        return "cohere";
    }

    @Override
    public List<RouteRow> rows() {
        return List.of(new RouteRow(
                name(),
                HttpMethod.POST,
                "/v2/chat",
                new RouteAction.Relay(Operation.CHAT),
                "cohere",
                CREDENTIALS,
                "a chat"));
    }
}
