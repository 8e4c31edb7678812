package io.penstock.dialect.responses.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;

/** A fault as {@code {"error":{"message","type","param","code"}}}; in a stream as an {@code error} event. */
public final class ResponsesFaultWriter implements FaultWriter {

    @Override
    public void writeBody(GatewayFault fault, String requestId, ByteBuf out) {
        JsonWriter json = JsonWriter.into(out).beginObject().name("error");
        ErrorObject.write(fault, null, json);
        json.endObject();
    }

    /** Of a stream that passed by, nobody has counted the events; its reader stops at this one whatever its number. */
    @Override
    public void writeEvent(GatewayFault fault, String requestId, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "event: error\ndata: ");
        ErrorObject.writeEvent(fault, requestId, 0, JsonWriter.into(out));
        ByteBufUtil.writeAscii(out, "\n\n");
    }

    @Override
    public void writeKeepAlive(ByteBuf out) {
        ByteBufUtil.writeAscii(out, ": ping\n\n");
    }
}
