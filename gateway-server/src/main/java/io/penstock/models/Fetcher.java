package io.penstock.models;

import io.netty.channel.EventLoop;
import io.penstock.codec.http.HttpMethod;
import io.penstock.credential.Authorization;
import io.penstock.credential.AwsSignature;
import io.penstock.credential.KeyCredential;
import io.penstock.provider.BaseUrl;
import io.penstock.provider.Endpoint;
import io.penstock.provider.Header;
import io.penstock.upstream.Address;
import io.penstock.upstream.Fetch;
import io.penstock.upstream.FetchFailure;
import io.penstock.upstream.FetchListener;
import io.penstock.upstream.FetchRequest;
import io.penstock.upstream.GrantListener;
import io.penstock.upstream.Grants;
import io.penstock.upstream.UpstreamPool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Asks providers small things: the request goes out on one event loop, and what comes of it is told on the thread of the models, since it
 * may be megabytes of JSON, which no event loop may read.
 *
 * @param loop whose pool {@code pool} is
 * @param pool the connections of that loop
 * @param grants what providers' credentials are good for
 * @param thread where listeners are called
 */
record Fetcher(EventLoop loop, UpstreamPool pool, Grants grants, Executor thread) {
    private static final Header ACCEPT = new Header("accept", "application/json");
    private static final Header CONTENT_TYPE = new Header("content-type", "application/json");
    /** Some providers answer nobody who does not say who they are. */
    private static final Header USER_AGENT = new Header("user-agent", "penstock");

    /** Asks for {@code target} with a key of the endpoint's. */
    void get(Endpoint endpoint, String target, FetchRequest.Limits limits, FetchListener listener) {
        start(endpoint, new Question(HttpMethod.GET, target, ""), limits, listener);
    }

    /** Sends JSON to {@code target} with a key of the endpoint's. */
    void post(Endpoint endpoint, String target, String json, FetchRequest.Limits limits, FetchListener listener) {
        start(endpoint, new Question(HttpMethod.POST, target, json), limits, listener);
    }

    private record Question(HttpMethod method, String target, String json) {}

    private void start(Endpoint endpoint, Question question, FetchRequest.Limits limits, FetchListener listener) {
        FetchListener onThread = listener.on(thread);
        GrantListener whenAuthorized = new GrantListener() {
            @Override
            public void onAuthorized(@Nullable Authorization authorization) {
                Fetch.start(loop, pool, request(endpoint, question, limits, authorization), onThread);
            }

            @Override
            public void onUnauthorized() {
                onThread.onFailed(FetchFailure.UNREACHABLE);
            }
        };
        loop.execute(() -> grants.authorize(endpoint.nextCredential(), loop, whenAuthorized));
    }

    private static FetchRequest request(
            Endpoint endpoint, Question question, FetchRequest.Limits limits, @Nullable Authorization authorization) {
        BaseUrl url = endpoint.url();
        return new FetchRequest(
                Address.pinned(url.host(), url.port(), url.tls()),
                endpoint.authority(),
                question.method(),
                question.target(),
                fields(endpoint, question, authorization),
                question.json(),
                limits);
    }

    private static List<Header> fields(Endpoint endpoint, Question question, @Nullable Authorization authorization) {
        List<Header> fields = new ArrayList<>();
        if (authorization instanceof KeyCredential key) {
            fields.add(new Header(key.headerName(), key.headerValue()));
        } else if (authorization instanceof AwsSignature signature) {
            signed(endpoint, question, signature).forEach((name, value) -> fields.add(new Header(name, value)));
        }
        List<Header> fixed = endpoint.provider().headers();
        fields.addAll(fixed);
        if (fixed.stream().noneMatch(header -> header.name().equals(USER_AGENT.name()))) {
            fields.add(USER_AGENT);
        }
        fields.add(ACCEPT);
        if (question.method() == HttpMethod.POST) {
            fields.add(CONTENT_TYPE);
        }
        return fields;
    }

    private static Map<String, String> signed(Endpoint endpoint, Question question, AwsSignature signature) {
        AwsSignature.Signed signed = new AwsSignature.Signed(
                question.method().name(),
                question.target(),
                endpoint.authority(),
                question.method() == HttpMethod.POST ? CONTENT_TYPE.value() : null,
                AwsSignature.hash(question.json()));
        return signature.fields(signed, Instant.now().getEpochSecond());
    }
}
