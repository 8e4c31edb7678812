package io.penstock.identity.keyset;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.penstock.codec.http.HttpMethod;
import io.penstock.config.KeyUrl;
import io.penstock.provider.Header;
import io.penstock.upstream.Fetch;
import io.penstock.upstream.FetchListener;
import io.penstock.upstream.FetchRequest;
import io.penstock.upstream.UpstreamPool;
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

    @Override
    public void accept(KeyUrl url, FetchListener listener) {
        FetchListener onThread = listener.on(thread);
        FetchRequest request = FetchRequest.to(url.uri(), HttpMethod.GET, FIELDS, "", LIMITS);
        FetchRequest judged = url.isGuarded() ? request.guarded() : request;
        loop.execute(() -> Fetch.start(loop, pool, judged, onThread));
    }
}
