package io.penstock.upstream;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.penstock.credential.GrantStep.GrantCall;
import io.penstock.provider.Header;
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

    void call(GrantCall call, FetchListener listener) {
        FetchListener onThread = listener.on(thread);
        FetchRequest request = request(call);
        loop.execute(() -> Fetch.start(loop, pool, request, onThread));
    }

    static FetchRequest request(GrantCall call) {
        List<Header> fields = new ArrayList<>();
        call.fields().forEach((name, value) -> fields.add(new Header(name, value)));
        fields.add(new Header("user-agent", "penstock"));
        return FetchRequest.to(call.url(), call.method(), fields, call.body(), LIMITS);
    }
}
