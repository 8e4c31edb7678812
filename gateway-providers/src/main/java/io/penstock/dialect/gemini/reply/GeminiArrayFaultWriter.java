package io.penstock.dialect.gemini.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;

/** Tells a fault to a client whose stream is one JSON array, of which it has an element or more: as the last element. */
public final class GeminiArrayFaultWriter implements FaultWriter {
    private final GeminiFaultWriter faults = new GeminiFaultWriter();

    @Override
    public void writeBody(GatewayFault fault, String requestId, ByteBuf out) {
        faults.writeBody(fault, requestId, out);
    }

    @Override
    public void writeEvent(GatewayFault fault, String requestId, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "\r\n,\r\n");
        writeBody(fault, requestId, out);
        ByteBufUtil.writeAscii(out, "\r\n]");
    }

    /** White space between elements means nothing. */
    @Override
    public void writeKeepAlive(ByteBuf out) {
        faults.writeKeepAlive(out);
    }
}
