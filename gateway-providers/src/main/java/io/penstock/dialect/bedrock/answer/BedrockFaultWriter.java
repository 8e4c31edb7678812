package io.penstock.dialect.bedrock.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.eventstream.FrameHeaders;
import io.penstock.codec.eventstream.FrameWriter;
import io.penstock.codec.json.JsonStrings;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;
import java.nio.charset.StandardCharsets;

/**
 * A fault as Bedrock tells it: {@code {"__type","message"}}, in a stream as an exception frame. Its clients look for the type in a head
 * field first and in the body then. Nothing keeps an idle stream open: there is no frame that means nothing.
 */
public final class BedrockFaultWriter implements FaultWriter {

    @Override
    public void writeBody(GatewayFault fault, String requestId, ByteBuf out) {
        out.writeCharSequence("{\"__type\":", StandardCharsets.US_ASCII);
        JsonStrings.write(ExceptionType.of(fault.kind()).key(), out);
        out.writeCharSequence(",\"message\":", StandardCharsets.US_ASCII);
        JsonStrings.write(fault.message(), out);
        out.writeByte('}');
    }

    @Override
    public void writeEvent(GatewayFault fault, String requestId, ByteBuf out) {
        ExceptionType type = ExceptionType.of(fault.kind()).inStream();
        FrameWriter frame = new FrameWriter();
        frame.begin(
                out,
                FrameHeaders.of(
                        ":exception-type",
                        type.frameKey(),
                        ":content-type",
                        "application/json",
                        ":message-type",
                        "exception"));
        JsonWriter json = JsonWriter.into(out).beginObject().name("message").string(fault.message());
        if (type == ExceptionType.MODEL_STREAM_ERROR) {
            json.name("originalStatusCode").number(fault.status());
            json.name("originalMessage").string(fault.message());
        }
        json.endObject();
        frame.end();
    }

    @Override
    public void writeKeepAlive(ByteBuf out) {}
}
