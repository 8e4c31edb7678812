package io.penstock.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Frames of an AWS event stream, put together step by step as the layout says and by no class that is tested. */
public final class Frames {
    private Frames() {}

    /** A frame of these headers, as they stand on the wire, and that payload, both checksums right. */
    public static byte[] frame(byte[] headers, byte[] payload) {
        ByteBuf frame = Unpooled.buffer();
        frame.writeInt(16 + headers.length + payload.length).writeInt(headers.length);
        frame.writeInt(crc(frame));
        frame.writeBytes(headers).writeBytes(payload);
        frame.writeInt(crc(frame));
        return ByteBufUtil.getBytes(frame);
    }

    /** An event as Bedrock sends it. */
    public static byte[] event(String type, String payload) {
        return frame(
                headers(":event-type", type, ":content-type", "application/json", ":message-type", "event"),
                payload.getBytes(StandardCharsets.UTF_8));
    }

    /** An exception as Bedrock sends it. */
    public static byte[] exception(String type, String payload) {
        return frame(
                headers(":exception-type", type, ":content-type", "application/json", ":message-type", "exception"),
                payload.getBytes(StandardCharsets.UTF_8));
    }

    /** One frame behind the other. */
    public static byte[] join(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }

    /** Headers that are strings, of these names and values in turns. */
    public static byte[] headers(String... namesAndValues) {
        ByteBuf headers = Unpooled.buffer();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            byte[] name = namesAndValues[i].getBytes(StandardCharsets.UTF_8);
            byte[] value = namesAndValues[i + 1].getBytes(StandardCharsets.UTF_8);
            headers.writeByte(name.length).writeBytes(name);
            headers.writeByte(7).writeShort(value.length).writeBytes(value);
        }
        return ByteBufUtil.getBytes(headers);
    }

    private static int crc(ByteBuf buffer) {
        CRC32 sum = new CRC32();
        sum.update(buffer.array(), 0, buffer.writerIndex());
        return (int) sum.getValue();
    }
}
