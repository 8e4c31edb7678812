package io.penstock.matrix;

import io.penstock.server.testing.Request;
import io.penstock.server.testing.ScriptedUpstream;
import io.penstock.server.testing.UpstreamSide;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A provider of every dialect at one address, which answers in the dialect that it is asked in. */
final class Providers implements AutoCloseable {
    private final ScriptedUpstream upstream = ScriptedUpstream.of(this::run);
    private volatile Feature playing = Feature.TEXT;
    private volatile @Nullable Request last;

    private void run(UpstreamSide connection) throws IOException {
        boolean isOpen = true;
        while (isOpen) {
            Request request = connection.request();
            last = request == null ? last : request;
            isOpen = request != null && script(request).play(connection);
        }
    }

    private Script script(Request request) {
        String target = request.line().split(" ", -1)[1];
        boolean isStreamed = target.contains(":streamGenerateContent")
                || target.endsWith("/converse-stream")
                || request.text().replace(" ", "").contains("\"stream\":true");
        return new Script(dialect(target), playing, isStreamed);
    }

    /** The dialect that a request is written in, as its target tells. */
    private static String dialect(String target) {
        if (target.endsWith("/chat/completions")) {
            return "openai";
        }
        if (target.endsWith("/responses")) {
            return "responses";
        }
        if (target.contains("/messages")) {
            return "anthropic";
        }
        if (target.contains("enerateContent")) {
            return "gemini";
        }
        if (target.endsWith("/v2/chat")) {
            return "cohere";
        }
        if (target.contains("/converse")) {
            return "bedrock";
        }
        throw new IllegalStateException("no dialect has " + target);
    }

    /** What the next requests are answered with. */
    void play(Feature feature) {
        playing = feature;
        last = null;
    }

    int port() {
        return upstream.port();
    }

    /** The request that was answered last. */
    Request lastRequest() {
        Request request = last;
        if (request == null) {
            throw new AssertionError("no provider was asked");
        }
        return request;
    }

    @Override
    public void close() {
        upstream.close();
    }
}
