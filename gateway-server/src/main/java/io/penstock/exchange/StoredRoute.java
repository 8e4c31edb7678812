package io.penstock.exchange;

import io.penstock.codec.http.Head;
import io.penstock.dialect.Operation;
import io.penstock.dialect.responses.stored.Shelf;
import io.penstock.provider.Endpoint;
import io.penstock.route.RouteTable;
import io.penstock.route.Target;
import io.penstock.surface.SurfaceMatch;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a request for a stored response goes, in this order: to the gateway's own store, where the response is there; to the provider that
 * the request names; to the store again, which will say that there is none, where the id is one of the gateway's; to the default provider
 * of responses.
 */
final class StoredRoute {
    private static final String ID = "id";
    private static final String PROVIDER = "provider";
    private static final String VARIABLE = "{id}";
    private static final String OWN_ID_PREFIX = "resp_" + RequestId.PREFIX;

    private final Head head;
    private final SurfaceMatch.Found found;
    private final String id;

    StoredRoute(Head head, SurfaceMatch.Found found) {
        this.head = head;
        this.found = found;
        String raw = found.variables().raw(ID);
        this.id = raw == null ? "" : raw;
    }

    /** The provider that is asked; null where the gateway answers. */
    Target.@Nullable Upstream target(RouteTable routes, @Nullable Shelf shelf) {
        String provider = QueryString.first(head.query(), PROVIDER);
        boolean isNamed = provider != null && !provider.isEmpty();
        // Anything else would be a path of the client's own making.
        boolean isId = id.matches("[A-Za-z0-9_-]+");
        if (!isId || (shelf != null && shelf.find(id) != null) || (!isNamed && id.startsWith(OWN_ID_PREFIX))) {
            return null;
        }
        Endpoint endpoint = routes.endpointWith(Operation.STORED_RESPONSE, provider);
        return endpoint == null ? null : new Target.Upstream(endpoint, null);
    }

    /** The target of the request line at that provider: all that follows the id, and the client's query. */
    String targetAt(Endpoint endpoint) {
        String pattern = found.row().pattern();
        String rest = "/" + id + pattern.substring(pattern.indexOf(VARIABLE) + VARIABLE.length());
        String query = QueryString.without(head.query(), Set.of(PROVIDER));
        String target = endpoint.storedResponseTarget(query.isEmpty() ? rest : rest + "?" + query);
        if (target == null) {
            throw new IllegalStateException("routed to a provider without responses");
        }
        return target;
    }
}
