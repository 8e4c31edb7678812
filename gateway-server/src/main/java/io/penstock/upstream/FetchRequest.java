package io.penstock.upstream;

import io.penstock.codec.http.HttpMethod;
import io.penstock.provider.BaseUrl;
import io.penstock.provider.Header;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * A small request of the gateway's own. Its fields and its body may hold secrets, so it prints neither.
 *
 * @param address where it goes
 * @param authority the value of the {@code Host} field
 * @param method GET, POST or PUT
 * @param target path and query, encoded
 * @param fields what is sent besides {@code host}, {@code accept-encoding} and {@code content-length}; lower-case names
 * @param body of a POST or PUT, sent as UTF-8; empty for a GET
 * @param limits what bounds it
 */
public record FetchRequest(
        Address address,
        String authority,
        HttpMethod method,
        String target,
        List<Header> fields,
        String body,
        Limits limits) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /**
     * What bounds a fetch.
     *
     * @param deadlineNanos for all of it, from the wait for a connection to the last byte of the answer; above 0
     * @param bodyBytesMax of the answer's body
     */
    public record Limits(long deadlineNanos, int bodyBytesMax) {
        /** Refuses what would end every fetch at once. */
        public Limits {
            if (deadlineNanos <= 0 || bodyBytesMax < 0) {
                throw new IllegalArgumentException("limits: " + deadlineNanos + " ns, " + bodyBytesMax
                        + " bytes (expected: above 0, and not negative)");
            }
        }
    }

    /** Copies what could still be changed. */
    public FetchRequest {
        fields = List.copyOf(fields);
        boolean isGet = method == HttpMethod.GET && body.isEmpty();
        if (!isGet && method != HttpMethod.POST && method != HttpMethod.PUT) {
            throw new IllegalArgumentException("method: " + method + " (expected: POST or PUT, or GET without a body)");
        }
    }

    /**
     * A request to an absolute URL of the operator's, {@code http} or {@code https}, whose path and query are sent as they stand.
     *
     * @param fields as above
     */
    public static FetchRequest to(URI url, HttpMethod method, List<Header> fields, String body, Limits limits) {
        boolean isTls = "https".equals(url.getScheme());
        String host = url.getHost().toLowerCase(Locale.ROOT);
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        int port = url.getPort() > 0 ? url.getPort() : isTls ? HTTPS_PORT : HTTP_PORT;
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return new FetchRequest(
                Address.pinned(bare, port, isTls),
                new BaseUrl(isTls, bare, port, "").authority(),
                method,
                url.getRawQuery() == null ? path : path + "?" + url.getRawQuery(),
                fields,
                body,
                limits);
    }

    /** The same request, of which the URL is not the operator's: {@link AddressGuard} judges where it leads. */
    public FetchRequest guarded() {
        return new FetchRequest(address.guarded(), authority, method, target, fields, body, limits);
    }

    @Override
    public String toString() {
        return method + " " + target + " at " + authority;
    }
}
