package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A client that remembers: the payload that it got, and how. Takes chunks apart with code of its own. */
final class RecordingSink implements Sink {
    private final boolean takesChunks;
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private boolean isWritable = true;
    private int framed;
    private int flushes;
    private byte[] lastFramedArray = new byte[0];

    RecordingSink(boolean takesChunks) {
        this.takesChunks = takesChunks;
    }

    String text() {
        return payload.toString(StandardCharsets.ISO_8859_1);
    }

    byte[] bytes() {
        return payload.toByteArray();
    }

    int size() {
        return payload.size();
    }

    /** How many buffers came with the framing of their provider. */
    int framed() {
        return framed;
    }

    /** The memory of the last of them. */
    byte[] lastFramedArray() {
        return lastFramedArray;
    }

    int flushes() {
        return flushes;
    }

    void fill() {
        isWritable = false;
    }

    void empty() {
        isWritable = true;
    }

    @Override
    public ByteBufAllocator alloc() {
        return UnpooledByteBufAllocator.DEFAULT;
    }

    @Override
    public void askForBody() {
        throw new IllegalStateException("not a lane's business");
    }

    @Override
    public void head(AnswerHead head) {
        throw new IllegalStateException("not a lane's business");
    }

    @Override
    public void payload(ByteBuf bytes) {
        payload.writeBytes(ByteBufUtil.getBytes(bytes));
        bytes.release();
    }

    @Override
    public boolean takesChunks() {
        return takesChunks;
    }

    @Override
    public void framed(ByteBuf chunks) {
        if (!takesChunks) {
            throw new IllegalStateException("chunks for a client that reads none");
        }
        framed++;
        if (chunks.hasArray()) {
            lastFramedArray = chunks.array();
        }
        payload.writeBytes(unchunk(chunks.toString(StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1));
        chunks.release();
    }

    private static String unchunk(String chunks) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < chunks.length()) {
            int line = chunks.indexOf("\r\n", at);
            int size = Integer.parseInt(chunks.substring(at, line), 16);
            int end = line + 2 + size;
            if (size == 0 || !chunks.startsWith("\r\n", end)) {
                throw new IllegalStateException("not whole chunks, without the last: " + chunks);
            }
            text.append(chunks, line + 2, end);
            at = end + 2;
        }
        return text.toString();
    }

    @Override
    public void end() {
        throw new IllegalStateException("not a lane's business");
    }

    @Override
    public void breakOff() {
        throw new IllegalStateException("not a lane's business");
    }

    @Override
    public void abort() {
        throw new IllegalStateException("not a lane's business");
    }

    @Override
    public void flush() {
        flushes++;
    }

    @Override
    public boolean isWritable() {
        return isWritable;
    }

    @Override
    public long pendingBytes() {
        return 0;
    }
}
