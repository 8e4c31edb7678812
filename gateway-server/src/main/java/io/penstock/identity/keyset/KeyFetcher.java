package io.penstock.identity.keyset;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.penstock.codec.http.HttpMethod;
import io.penstock.config.KeyUrl;
import io.penstock.provider.BaseUrl;
import io.penstock.provider.Header;
import io.penstock.upstream.Address;
import io.penstock.upstream.Fetch;
import io.penstock.upstream.FetchFailure;
import io.penstock.upstream.FetchListener;
import io.penstock.upstream.FetchRequest;
import io.penstock.upstream.UpstreamPool;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Fetches documents of issuers. A redirect is not followed: it is an answer that has no keys.
 *
 * @param loop whose pool {@code pool} is
 * @param pool the connections of that loop
 * @param thread where answers are told
 */
public record KeyFetcher(EventLoop loop, UpstreamPool pool, EventExecutor thread)
        implements BiConsumer<KeyUrl, FetchListener> {
    /** The keys of the largest issuers have some 50 KiB. */
    private static final FetchRequest.Limits LIMITS =
            new FetchRequest.Limits(TimeUnit.SECONDS.toNanos(10), 1024 * 1024);

    private static final List<Header> FIELDS =
            List.of(new Header("accept", "application/json"), new Header("user-agent", "penstock"));
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    @Override
    public void accept(KeyUrl url, FetchListener listener) {
        FetchListener onThread = new FetchListener() {
            @Override
            public void onFetched(int status, byte[] body) {
                thread.execute(() -> listener.onFetched(status, body));
            }

            @Override
            public void onFailed(FetchFailure failure) {
                thread.execute(() -> listener.onFailed(failure));
            }
        };
        FetchRequest request = request(url);
        loop.execute(() -> Fetch.start(loop, pool, request, onThread));
    }

    static FetchRequest request(KeyUrl url) {
        URI uri = url.uri();
        String host = uri.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        int port = uri.getPort() > 0 ? uri.getPort() : url.isTls() ? HTTPS_PORT : HTTP_PORT;
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new FetchRequest(
                new Address(bare, port, url.isTls()),
                new BaseUrl(url.isTls(), bare, port, "").authority(),
                HttpMethod.GET,
                uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery(),
                FIELDS,
                "",
                LIMITS);
    }
}
