package io.penstock.surface;

import io.penstock.dialect.Operation;
import java.util.List;
import java.util.Set;

/**
 * A provider's own API with the credential put in. A vendor's client sends its key where the vendor wants it, so a caller's
 * credential may sit in any of those places.
 */
public final class ProxySurface implements Surface {
    /** The variable that names the provider. Compared as it was sent, so that no second spelling reaches a provider's key. */
    public static final String PROVIDER = "provider";
    /** The variable that takes the rest of the path, for {@link ProxyPath}. */
    public static final String PATH = "path";

    @Override
    public String name() {
        return "proxy";
    }

    @Override
    public List<RouteRow> rows() {
        return List.of(
                row("/proxy/{" + PROVIDER + "}", "the provider's base URL"),
                row("/proxy/{" + PROVIDER + "}/{" + PATH + "...}", "the provider's own API, unread"));
    }

    private RouteRow row(String pattern, String summary) {
        Set<CredentialPlace> anywhere = Set.of(CredentialPlace.values());
        return new RouteRow(name(), null, pattern, new RouteAction.Relay(Operation.PROXY), "openai", anywhere, summary);
    }
}
