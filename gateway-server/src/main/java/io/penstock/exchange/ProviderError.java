package io.penstock.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.ElementScanner;
import io.penstock.codec.sse.EventView;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import java.nio.charset.StandardCharsets;

/**
 * An error that a provider sent as the first event of a stream that it had called a success. It is answered as the error that it is:
 * with a status of its own, and in the provider's words.
 */
final class ProviderError {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ProviderError() {}

    /** The data of one event, joined, or an element of an array. Borrows {@code buffer}; gives an unpooled buffer. */
    static ByteBuf dataOf(ByteBuf buffer, int start, int end) {
        EventView view = new EventView();
        view.read(buffer, start, end);
        ByteBuf data = Unpooled.buffer(end - start);
        if (view.dataLines() == 0) {
            int from = ElementScanner.startOf(buffer, start, end);
            data.writeBytes(buffer, from, end - from);
        } else if (view.dataLines() > 1) {
            view.joinData(buffer, end, data);
        } else {
            data.writeBytes(buffer, view.dataStart(), view.dataEnd() - view.dataStart());
        }
        return data;
    }

    /** What kind of fault {@code json} tells of. Borrows it. */
    static GatewayFault faultOf(ByteBuf json) {
        String message = "the provider sent an error in place of an answer";
        try {
            JsonNode error =
                    JSON.readTree(json.toString(StandardCharsets.UTF_8)).path("error");
            return GatewayFault.of(
                    kindOf(
                            error.path("code").asInt(),
                            error.path("type").asText() + error.path("code").asText()),
                    message);
        } catch (JsonProcessingException unreadable) {
            return GatewayFault.of(Kind.UPSTREAM_BROKEN, message);
        }
    }

    private static Kind kindOf(int code, String words) {
        if (code == 429 || words.contains("rate_limit") || words.contains("insufficient_quota")) {
            return Kind.RATE_LIMITED;
        }
        if (code == 503 || code == 529 || words.contains("overloaded")) {
            return Kind.OVERLOADED;
        }
        if (code == 400 || words.contains("invalid_request")) {
            return Kind.INVALID_REQUEST;
        }
        return Kind.UPSTREAM_BROKEN;
    }
}
