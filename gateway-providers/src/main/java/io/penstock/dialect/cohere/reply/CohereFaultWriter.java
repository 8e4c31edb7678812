package io.penstock.dialect.cohere.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.penstock.codec.json.JsonStrings;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;

/**
 * A fault as Cohere tells it: {@code {"message","id"}}. The dialect has no event for errors: a stream that breaks ends with the last
 * event, whose reason to finish says so, with the message beside it.
 */
public final class CohereFaultWriter implements FaultWriter {

    @Override
    public void writeBody(GatewayFault fault, String requestId, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "{\"message\":");
        JsonStrings.write(fault.message(), out);
        ByteBufUtil.writeAscii(out, ",\"id\":");
        JsonStrings.write(requestId, out);
        out.writeByte('}');
    }

    @Override
    public void writeEvent(GatewayFault fault, String requestId, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "event: message-end\ndata: {\"type\":\"message-end\",\"id\":");
        JsonStrings.write(requestId, out);
        ByteBufUtil.writeAscii(out, ",\"delta\":{\"finish_reason\":\"");
        ByteBufUtil.writeAscii(out, isTimeout(fault.kind()) ? "TIMEOUT" : "ERROR");
        ByteBufUtil.writeAscii(out, "\",\"error\":");
        JsonStrings.write(fault.message(), out);
        ByteBufUtil.writeAscii(out, "}}\n\n");
    }

    private static boolean isTimeout(GatewayFault.Kind kind) {
        return kind == GatewayFault.Kind.UPSTREAM_TIMEOUT || kind == GatewayFault.Kind.REQUEST_TIMEOUT;
    }

    @Override
    public void writeKeepAlive(ByteBuf out) {
        ByteBufUtil.writeAscii(out, ": ping\n\n");
    }
}
