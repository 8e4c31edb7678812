package io.penstock.upstream;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.penstock.credential.GrantStep.GrantCall;
import io.penstock.provider.BaseUrl;
import io.penstock.provider.Header;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the calls that credentials ask for.
 *
 * @param loop whose pool {@code pool} is
 * @param pool the connections of that loop
 * @param thread where answers are told
 */
record GrantCaller(EventLoop loop, UpstreamPool pool, EventExecutor thread) {
    /** For each call of a grant: a service that hands out keys answers at once or not at all. */
    private static final FetchRequest.Limits LIMITS = new FetchRequest.Limits(TimeUnit.SECONDS.toNanos(5), 64 * 1024);

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    void call(GrantCall call, FetchListener listener) {
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
        FetchRequest request = request(call);
        loop.execute(() -> Fetch.start(loop, pool, request, onThread));
    }

    static FetchRequest request(GrantCall call) {
        URI url = call.url();
        boolean isTls = "https".equals(url.getScheme());
        String host = url.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        int port = url.getPort() > 0 ? url.getPort() : isTls ? HTTPS_PORT : HTTP_PORT;
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        List<Header> fields = new ArrayList<>();
        call.fields().forEach((name, value) -> fields.add(new Header(name, value)));
        fields.add(new Header("user-agent", "penstock"));
        return new FetchRequest(
                new Address(bare, port, isTls),
                new BaseUrl(isTls, bare, port, "").authority(),
                call.method(),
                url.getRawQuery() == null ? path : path + "?" + url.getRawQuery(),
                fields,
                call.body(),
                LIMITS);
    }
}
