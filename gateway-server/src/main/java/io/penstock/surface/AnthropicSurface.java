package io.penstock.surface;

import io.penstock.codec.http.HttpMethod;
import io.penstock.dialect.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Anthropic's API: beside OpenAI's under {@code /v1}, where the two share the list of models, and whole under {@code /anthropic/v1}. */
public final class AnthropicSurface implements Surface {
    private static final Set<CredentialPlace> CREDENTIALS =
            Set.of(CredentialPlace.GATEWAY, CredentialPlace.X_API_KEY, CredentialPlace.BEARER);
    private static final List<String> PREFIXES = List.of("/v1", "/anthropic/v1");

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public List<RouteRow> rows() {
        List<RouteRow> rows = new ArrayList<>();
        for (String prefix : PREFIXES) {
            rows.add(row(
                    HttpMethod.POST,
                    prefix + "/messages",
                    new RouteAction.Relay(Operation.CHAT),
                    "a message of a model"));
            rows.add(row(
                    HttpMethod.POST,
                    prefix + "/messages/count_tokens",
                    new RouteAction.Relay(Operation.COUNT_TOKENS),
                    "how many tokens a message takes"));
        }
        rows.add(row(
                HttpMethod.GET,
                "/anthropic/v1/models",
                new RouteAction.Local(LocalAction.MODEL_LIST),
                "the models of all configured providers"));
        rows.add(row(
                HttpMethod.GET, "/anthropic/v1/models/{id...}", new RouteAction.Local(LocalAction.MODEL), "one model"));
        return rows;
    }

    private RouteRow row(HttpMethod method, String pattern, RouteAction action, String summary) {
        return new RouteRow(name(), method, pattern, action, "anthropic", CREDENTIALS, summary);
    }
}
