package io.penstock.surface;

import io.penstock.codec.http.HttpMethod;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What those ask who run the gateway. */
public final class AdminSurface implements Surface {
    private static final Set<CredentialPlace> GUARDED = EnumSet.of(CredentialPlace.GATEWAY, CredentialPlace.BEARER);

    private final Set<CredentialPlace> credentials;

    private AdminSurface(Set<CredentialPlace> credentials) {
        this.credentials = credentials;
    }

    /** For administrators, where everybody else's URLs are too. */
    public static AdminSurface guarded() {
        return new AdminSurface(GUARDED);
    }

    /** For whoever reaches a port of its own. */
    public static AdminSurface open() {
        return new AdminSurface(Set.of());
    }

    @Override
    public String name() {
        return "admin";
    }

    @Override
    public List<RouteRow> rows() {
        return List.of(new RouteRow(
                name(),
                HttpMethod.GET,
                "/metrics",
                new RouteAction.Local(LocalAction.METRICS),
                "openai",
                credentials,
                "what all exchanges come to, for Prometheus"));
    }
}
