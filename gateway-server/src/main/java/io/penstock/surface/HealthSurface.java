package io.penstock.surface;

import io.penstock.codec.http.HttpMethod;
import java.util.List;
import java.util.Set;

/** What a balancer or a supervisor asks. Public: it says nothing about the configuration. */
public final class HealthSurface implements Surface {

    @Override
    public String name() {
        return "health";
    }

    @Override
    public List<RouteRow> rows() {
        return List.of(
                row("/health", LocalAction.HEALTH, "whether the process is alive"),
                row("/health/ready", LocalAction.READINESS, "whether it takes new work"));
    }

    private RouteRow row(String pattern, LocalAction answer, String summary) {
        return new RouteRow(
                name(), HttpMethod.GET, pattern, new RouteAction.Local(answer), "openai", Set.of(), summary);
    }
}
