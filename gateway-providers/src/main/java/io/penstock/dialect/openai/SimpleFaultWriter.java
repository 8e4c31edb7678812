package io.penstock.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.penstock.codec.json.JsonStrings;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;

/** A fault as {@code {"error":"<message>"}}. In a stream that object is truthy to OpenAI's clients, so it is raised there too. */
final class SimpleFaultWriter implements FaultWriter {

    @Override
    public void writeBody(GatewayFault fault, String requestId, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "{\"error\":");
        JsonStrings.write(fault.message(), out);
        ByteBufUtil.writeAscii(out, "}");
    }

    @Override
    public void writeEvent(GatewayFault fault, String requestId, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "data: ");
        writeBody(fault, requestId, out);
        ByteBufUtil.writeAscii(out, "\n\n");
    }

    @Override
    public void writeKeepAlive(ByteBuf out) {
        ByteBufUtil.writeAscii(out, ": ping\n\n");
    }
}
