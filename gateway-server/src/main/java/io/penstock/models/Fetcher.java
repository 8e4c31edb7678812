package io.penstock.models;

import io.netty.channel.EventLoop;
import io.penstock.codec.http.HttpMethod;
import io.penstock.credential.Credential;
import io.penstock.provider.BaseUrl;
import io.penstock.provider.Endpoint;
import io.penstock.provider.Header;
import io.penstock.upstream.Address;
import io.penstock.upstream.Fetch;
import io.penstock.upstream.FetchFailure;
import io.penstock.upstream.FetchListener;
import io.penstock.upstream.FetchRequest;
import io.penstock.upstream.UpstreamPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Asks providers small things: the request goes out on one event loop, and what comes of it is told on the thread of the models, since it
 * may be megabytes of JSON, which no event loop may read.
 *
 * @param loop whose pool {@code pool} is
 * @param pool the connections of that loop
 * @param thread where listeners are called
 */
record Fetcher(EventLoop loop, UpstreamPool pool, Executor thread) {
    private static final Header ACCEPT = new Header("accept", "application/json");
    private static final Header CONTENT_TYPE = new Header("content-type", "application/json");
    /** Some providers answer nobody who does not say who they are. */
    private static final Header USER_AGENT = new Header("user-agent", "penstock");

    /** Asks for {@code target} with a key of the endpoint's. */
    void get(Endpoint endpoint, String target, FetchRequest.Limits limits, FetchListener listener) {
        start(request(endpoint, HttpMethod.GET, target, fields(endpoint), "", limits), listener);
    }

    /** Sends JSON to {@code target} with a key of the endpoint's. */
    void post(Endpoint endpoint, String target, String json, FetchRequest.Limits limits, FetchListener listener) {
        List<Header> fields = fields(endpoint);
        fields.add(CONTENT_TYPE);
        start(request(endpoint, HttpMethod.POST, target, fields, json, limits), listener);
    }

    private static FetchRequest request(
            Endpoint endpoint,
            HttpMethod method,
            String target,
            List<Header> fields,
            String body,
            FetchRequest.Limits limits) {
        BaseUrl url = endpoint.url();
        Address address = new Address(url.host(), url.port(), url.tls());
        return new FetchRequest(address, endpoint.authority(), method, target, fields, body, limits);
    }

    private void start(FetchRequest request, FetchListener listener) {
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
        loop.execute(() -> Fetch.start(loop, pool, request, onThread));
    }

    private static List<Header> fields(Endpoint endpoint) {
        List<Header> fields = new ArrayList<>();
        Credential credential = endpoint.nextCredential();
        if (credential != null) {
            fields.add(new Header(credential.headerName(), credential.headerValue()));
        }
        List<Header> fixed = endpoint.provider().headers();
        fields.addAll(fixed);
        if (fixed.stream().noneMatch(header -> header.name().equals(USER_AGENT.name()))) {
            fields.add(USER_AGENT);
        }
        fields.add(ACCEPT);
        return fields;
    }
}
