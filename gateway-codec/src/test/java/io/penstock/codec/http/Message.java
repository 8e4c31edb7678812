package io.penstock.codec.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that was read of one message, comparable.
 *
 * @param start method and target, or the status
 * @param fields {@code name: value}, names in lower case, in order
 * @param body the payload, bytes as ISO 8859-1
 * @param isWhole whether head and body ended
 * @param rest bytes left after the message
 */
record Message(String start, int minorVersion, List<String> fields, String body, boolean isWhole, int rest) {

    /** A message of which not even the head is whole. */
    static final Message PARTIAL = new Message("", -1, List.of(), "", false, 0);

    static Message readRequest(List<ByteBuf> pieces) {
        return read(HeadReader.ofRequests(HeadLimits.DEFAULT), pieces);
    }

    static Message readAnswer(List<ByteBuf> pieces) {
        return read(HeadReader.ofResponses(HeadLimits.DEFAULT), pieces);
    }

    /** Reads one message from the pieces, as a connection would; an answer is that to a GET. */
    static Message read(HeadReader heads, List<ByteBuf> pieces) {
        BodyReader bodies = new BodyReader();
        StringBuilder body = new StringBuilder();
        @Nullable Head head = null;
        boolean isWhole = false;
        for (ByteBuf piece : pieces) {
            if (head == null && heads.read(piece)) {
                head = heads.head();
                bodies.start(head.isRequest() ? head.framing() : head.framing(false), head.contentLength());
            }
            if (head != null) {
                isWhole = bodies.read(
                        piece,
                        (in, from, to) -> body.append(in.toString(from, to - from, StandardCharsets.ISO_8859_1)));
            }
        }
        if (head == null) {
            return PARTIAL;
        }
        int rest = 0;
        for (ByteBuf piece : pieces) {
            rest += piece.readableBytes();
        }
        return new Message(start(head), head.minorVersion(), fields(head), body.toString(), isWhole, rest);
    }

    private static String start(Head head) {
        return head.isRequest() ? head.method() + " " + head.target() : String.valueOf(head.status());
    }

    private static List<String> fields(Head head) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < head.size(); i++) {
            fields.add(head.name(i) + ": " + head.value(i));
        }
        return fields;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
