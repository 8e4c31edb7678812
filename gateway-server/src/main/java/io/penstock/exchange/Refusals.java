package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.Field;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HttpRefusal;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.relay.AnswerHead;
import io.penstock.relay.Sink;
import io.penstock.surface.SurfaceMatch;
import org.jspecify.annotations.Nullable;

/** Faults as answers. */
final class Refusals {
    /** Of memory: what streams hold is not free in a second. */
    private static final int RETRY_AFTER_SECONDS = 5;

    private Refusals() {}

    /**
     * Answers {@code fault} to a client that has had nothing yet.
     *
     * @param body JSON in place of the gateway's own words, null for those; taken
     * @param head with the fields that are this refusal's own
     */
    static void answer(
            GatewayFault fault,
            String requestId,
            FaultWriter writer,
            @Nullable ByteBuf body,
            AnswerHead head,
            Sink sink) {
        ByteBuf told = body == null ? sink.alloc().directBuffer() : body;
        if (body == null) {
            writer.writeBody(fault, requestId, told);
        }
        head.status(fault.status())
                .length(told.readableBytes())
                .field("content-type", "application/json")
                .field("x-request-id", requestId);
        if (fault.retryAfterSeconds() > 0) {
            head.field("retry-after", Long.toString(fault.retryAfterSeconds()));
        }
        sink.head(head);
        sink.payload(told);
        sink.end();
    }

    /**
     * Says in {@code head} what a refusal of that kind has to say besides.
     *
     * @param allow the methods of the URL where the refusal is of another; null where it is not
     * @param isOurs whether no provider was asked
     */
    static AnswerHead head(AnswerHead head, GatewayFault fault, @Nullable String allow, boolean isOurs) {
        if (allow != null) {
            return head.field("allow", allow);
        }
        boolean isChallenge = isOurs && fault.kind() == Kind.UNAUTHENTICATED;
        return isChallenge ? head.field("www-authenticate", Entrance.CHALLENGE) : head;
    }

    /** What a client is told whose method the URL does not have. */
    static GatewayFault wrongMethod(Head head, SurfaceMatch.WrongMethod match) {
        return GatewayFault.of(
                Kind.METHOD_NOT_ALLOWED, "method: " + head.method().name() + " (expected: " + match.allow() + ")");
    }

    /** Refuses another protocol. The JDK's client asks for HTTP/2 on each plain connection, which may be left unheard (RFC 9110 7.8). */
    static void requireNoUpgrade(Head head) {
        if (head.asksForUpgrade()) {
            throw new FaultException(GatewayFault.of(
                    Kind.NOT_IMPLEMENTED, "upgrade: " + head.first(Field.UPGRADE) + " (expected: none)"));
        }
    }

    /** What a client is told whose request there is no memory for. */
    static GatewayFault outOfMemory() {
        return GatewayFault.of(Kind.OVERLOADED, "the gateway is short of memory")
                .retryAfter(RETRY_AFTER_SECONDS);
    }

    /** What a client is told to whom a stream was promised, where the provider answered with something else. */
    static GatewayFault noStream(int status) {
        return GatewayFault.of(Kind.UPSTREAM_BROKEN, "the provider answered with status " + status + " and no stream");
    }

    /** What a client is told of bytes that were no request. */
    static GatewayFault of(HttpRefusal refusal) {
        Kind kind = switch (refusal.status()) {
            case 405 -> Kind.METHOD_NOT_ALLOWED;
            case 413 -> Kind.TOO_LARGE;
            case 414 -> Kind.URI_TOO_LONG;
            case 417 -> Kind.EXPECTATION_FAILED;
            case 431 -> Kind.HEAD_TOO_LARGE;
            case 501 -> Kind.NOT_IMPLEMENTED;
            case 505 -> Kind.VERSION_NOT_SUPPORTED;
            default -> Kind.INVALID_REQUEST;
        };
        return GatewayFault.of(kind, "request: " + refusal.reason());
    }
}
