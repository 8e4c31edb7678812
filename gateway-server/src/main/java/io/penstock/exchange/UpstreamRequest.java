package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.Field;
import io.penstock.codec.http.Framing;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HeadWriter;
import io.penstock.codec.http.HttpMethod;
import io.penstock.credential.Authorization;
import io.penstock.credential.AwsSignature;
import io.penstock.credential.Credential;
import io.penstock.credential.KeyCredential;
import io.penstock.credential.Secret;
import io.penstock.provider.Endpoint;
import io.penstock.provider.Header;
import io.penstock.upstream.UpstreamConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A request as a provider gets it: the gateway's own credential, fields of the client's that {@link PassedFields} lets pass, and
 * the body by reference.
 *
 * @param endpoint who gets it
 * @param target of the request line, below the endpoint's base path
 * @param client the head that the client sent
 * @param passed which of its fields go up
 * @param body what it gets of what the client sent so far, borrowed until the attempt is over
 * @param flow the rest of the body, which goes up as it comes; null where {@code body} is all of it
 * @param callersKey goes up in place of the operator's; null for that
 */
record UpstreamRequest(
        Endpoint endpoint,
        String target,
        Head client,
        PassedFields passed,
        RequestBody body,
        @Nullable BodyFlow flow,
        @Nullable Secret callersKey) {
    private static final int HEAD_BYTES_GUESS = 512;

    /** Up to this a body goes behind its head in one buffer: a plain write costs less than a gathering one of six. */
    private static final long COPIED_BYTES_MAX = 4096;

    private static final String IDENTITY = "identity";
    private static final List<String> SIGNATURE_PREFIXES = List.of(AwsSignature.OWN_PREFIX);
    private static final String JSON = "application/json";

    /** What it is authorized with: the caller's own key, or the operator's whose turn it is; null for none. */
    @Nullable
    Credential nextCredential() {
        return callersKey == null
                ? endpoint.nextCredential()
                : new KeyCredential(endpoint.provider().credential(), callersKey);
    }

    /** Whether the same request can be sent again: nothing of it is gone. */
    boolean isReplayable() {
        return flow == null;
    }

    /** Writes the request to {@code connection}, authorized as it says, and flushes it. */
    void send(UpstreamConnection connection, @Nullable Authorization authorization) {
        connection.onRequestBegun(client.method() == HttpMethod.HEAD);
        ByteBuf head = head(connection, authorization);
        if (flow != null) {
            connection.write(head);
            flow.begin(connection, body.pieces());
        } else {
            if (body.bytes() <= COPIED_BYTES_MAX) {
                body.copyTo(head);
                connection.write(head);
            } else {
                connection.write(head);
                writeBody(connection);
            }
            connection.onRequestSent();
        }
        connection.flush();
    }

    private void writeBody(UpstreamConnection connection) {
        List<ByteBuf> pieces = body.pieces();
        for (int i = 0; i < pieces.size(); i++) {
            connection.write(pieces.get(i));
        }
    }

    private ByteBuf head(UpstreamConnection connection, @Nullable Authorization authorization) {
        ByteBuf head = connection.alloc().directBuffer(HEAD_BYTES_GUESS);
        HeadWriter.requestLine(head, client.method(), target);
        HeadWriter.field(head, Field.HOST, endpoint.authority());
        authorize(head, authorization);
        List<Header> fixed = endpoint.provider().headers();
        for (int i = 0; i < fixed.size(); i++) {
            if (passed == PassedFields.NAMED || !isSent(fixed.get(i).name())) {
                HeadWriter.field(head, fixed.get(i).name(), fixed.get(i).value());
            }
        }
        for (int i = 0; i < client.size(); i++) {
            if (!client.isHopByHop(i) && passed.isPassed(client, i) && !isOurs(i, fixed, authorization)) {
                HeadWriter.field(head, client, i);
            }
        }
        if (passed == PassedFields.NAMED) {
            HeadWriter.field(head, Field.CONTENT_TYPE, contentType());
            HeadWriter.field(head, Field.ACCEPT_ENCODING, IDENTITY);
        }
        frame(head);
        HeadWriter.end(head);
        return head;
    }

    private void authorize(ByteBuf head, @Nullable Authorization authorization) {
        if (authorization instanceof KeyCredential key) {
            HeadWriter.field(head, key.headerName(), key.headerValue());
        } else if (authorization instanceof AwsSignature signature) {
            sign(signature).forEach((name, value) -> HeadWriter.field(head, name, value));
        }
    }

    /** Of the body as a whole: none flows to where requests are signed. */
    private Map<String, String> sign(AwsSignature signature) {
        if (flow != null) {
            throw new IllegalStateException("a body that flows cannot be signed");
        }
        boolean isOneType = passed == PassedFields.NAMED || client.count(Field.CONTENT_TYPE) == 1;
        String type = passed == PassedFields.NAMED ? contentType() : client.first(Field.CONTENT_TYPE);
        AwsSignature.Signed signed = new AwsSignature.Signed(
                client.method().name(), target, endpoint.authority(), isOneType ? type : null, BodyHash.of(body));
        return signature.fields(signed, TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()));
    }

    /** What was read as JSON is JSON, whatever the client called it. */
    private String contentType() {
        String type = client.first(Field.CONTENT_TYPE);
        return type != null && (isA(type, "multipart/") || isA(type, JSON)) ? type : JSON;
    }

    /** Case does not count in the name of a type (RFC 9110 8.3.1). */
    private static boolean isA(String type, String prefix) {
        return type.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    private void frame(ByteBuf head) {
        if (flow == null) {
            if (client.method() == HttpMethod.POST || body.bytes() > 0) {
                HeadWriter.contentLength(head, body.bytes());
            }
        } else if (flow.isChunked()) {
            HeadWriter.transferEncodingChunked(head);
        } else if (client.framing() == Framing.LENGTH) {
            HeadWriter.contentLength(head, client.contentLength() + body.growth());
        }
    }

    /** Whether the client has sent a field of that name itself. */
    private boolean isSent(String name) {
        for (int i = 0; i < client.size(); i++) {
            if (Names.is(client, i, name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a signature or the catalogue sets field {@code i}; of the latter's, only the provider's own API lets the client choose. */
    private boolean isOurs(int i, List<Header> fixed, @Nullable Authorization authorization) {
        if (authorization instanceof AwsSignature && Names.prefixOf(client, i, SIGNATURE_PREFIXES) != null) {
            // A client that signs for AWS itself: what it says of its signature is not of ours.
            return true;
        }
        if (passed != PassedFields.NAMED) {
            return false;
        }
        for (int f = 0; f < fixed.size(); f++) {
            if (Names.is(client, i, fixed.get(f).name())) {
                return true;
            }
        }
        return false;
    }
}
