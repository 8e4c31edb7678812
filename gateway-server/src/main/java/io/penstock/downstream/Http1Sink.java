package io.penstock.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.penstock.codec.http.Chunks;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HeadWriter;
import io.penstock.codec.http.HttpMethod;
import io.penstock.relay.AnswerHead;
import io.penstock.relay.Sink;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The writing half of HTTP/1.1 towards a client. Small things (heads, size lines, short payloads) are gathered in one buffer, so
 * that an ordinary answer is one buffer and one system call; what is large goes as it came. Confined to its event loop.
 */
final class Http1Sink implements Sink {
    /** Below this, copying costs less than another buffer in the gathering write. */
    private static final int GATHER_BYTES_MAX = 2048;

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private enum Body {
        NONE,
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    private final Http1Server server;
    private final BooleanSupplier isStopping;

    private int minorVersion;
    private boolean isHead;
    private boolean isKeptAlive;
    private Body body = Body.NONE;
    private @Nullable ByteBuf gathered;

    Http1Sink(Http1Server server, BooleanSupplier isStopping) {
        this.server = server;
        this.isStopping = isStopping;
    }

    /** The next answer is to {@code request}. */
    void begin(Head request) {
        minorVersion = request.minorVersion();
        isHead = request.method() == HttpMethod.HEAD;
        // Behind the request may be bytes of that protocol, let through by a proxy that did not wait for the answer.
        isKeptAlive = request.isKeepAlive() && !request.asksForUpgrade();
    }

    /** The next answer is to something that could not be read, and is the connection's last. */
    void refuse() {
        minorVersion = 1;
        isHead = false;
        isKeptAlive = false;
    }

    @Override
    public ByteBufAllocator alloc() {
        return server.ctx().alloc();
    }

    @Override
    public void askForBody() {
        if (minorVersion > 0) {
            room(CONTINUE.length).writeBytes(CONTINUE);
            flush();
        }
    }

    @Override
    public void head(AnswerHead head) {
        isKeptAlive &= server.isRequestWhole() && !isStopping.getAsBoolean();
        body = bodyOf(head);
        ByteBuf out = room(GATHER_BYTES_MAX / 2);
        HeadWriter.statusLine(out, head.status(), minorVersion);
        writeFields(out, head);
        if (head.saysLength()) {
            HeadWriter.contentLength(out, head.length());
        } else if (body == Body.CHUNKED) {
            HeadWriter.transferEncodingChunked(out);
        } else if (body == Body.UNTIL_CLOSE) {
            isKeptAlive = false;
        }
        if (!isKeptAlive) {
            HeadWriter.connectionClose(out);
        } else if (minorVersion == 0) {
            HeadWriter.keepAlive(out);
        }
        HeadWriter.date(out);
        HeadWriter.end(out);
    }

    private Body bodyOf(AnswerHead head) {
        if (!head.hasPayload(isHead)) {
            return Body.NONE;
        }
        if (head.length() >= 0) {
            return Body.LENGTH;
        }
        return minorVersion > 0 ? Body.CHUNKED : Body.UNTIL_CLOSE;
    }

    private static void writeFields(ByteBuf out, AnswerHead head) {
        List<String> own = head.ownFields();
        for (int i = 0; i < own.size(); i += 2) {
            HeadWriter.field(out, own.get(i), own.get(i + 1));
        }
        Head upstream = head.upstream();
        if (upstream != null) {
            for (int i = 0; i < upstream.size(); i++) {
                if (head.isPassed(i)) {
                    HeadWriter.field(out, upstream, i);
                }
            }
        }
    }

    @Override
    public void payload(ByteBuf payload) {
        int length = payload.readableBytes();
        if (length == 0 || body == Body.NONE) {
            payload.release();
            return;
        }
        if (body == Body.CHUNKED) {
            Chunks.size(room(Chunks.SIZE_BYTES_MAX), length);
        }
        if (length <= GATHER_BYTES_MAX) {
            room(length).writeBytes(payload);
            payload.release();
        } else {
            writeGathered();
            write(payload);
        }
        if (body == Body.CHUNKED) {
            Chunks.end(room(2));
        }
    }

    @Override
    public boolean takesChunks() {
        return body == Body.CHUNKED;
    }

    @Override
    public void framed(ByteBuf chunks) {
        writeGathered();
        write(chunks);
    }

    @Override
    public void end() {
        if (body == Body.CHUNKED) {
            Chunks.last(room(8));
        }
        flush();
        // A connection that was promised to be kept may be closed all the same (RFC 9112 9.6).
        server.onAnswerEnd(isKeptAlive && !isStopping.getAsBoolean());
    }

    @Override
    public void breakOff() {
        abort();
    }

    @Override
    public void abort() {
        writeGathered();
        Channel channel = server.ctx().channel();
        if (body == Body.UNTIL_CLOSE && channel.isActive()) {
            // Closing is how this client is told a clean end: only a reset says anything else.
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        server.onAbort();
        server.ctx().writeAndFlush(alloc().buffer(0, 0)).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void flush() {
        writeGathered();
        server.ctx().flush();
        server.backlog().onWritten();
    }

    @Override
    public boolean isWritable() {
        return server.ctx().channel().isWritable();
    }

    @Override
    public long pendingBytes() {
        return Backlog.bytes(server.ctx().channel());
    }

    /** Drops what was not written: the client is gone. */
    void drop() {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }

    private ByteBuf room(int bytes) {
        ByteBuf out = gathered;
        if (out != null && out.maxWritableBytes() < bytes) {
            writeGathered();
            out = null;
        }
        if (out == null) {
            out = alloc().directBuffer(Math.max(GATHER_BYTES_MAX / 4, bytes));
            gathered = out;
        }
        return out;
    }

    private void writeGathered() {
        ByteBuf out = gathered;
        if (out != null) {
            gathered = null;
            write(out);
        }
    }

    private void write(ByteBuf bytes) {
        ChannelHandlerContext ctx = server.ctx();
        while (bytes.readableBytes() > Backlog.PIECE_BYTES_MAX) {
            ctx.write(bytes.readRetainedSlice(Backlog.PIECE_BYTES_MAX), ctx.voidPromise());
        }
        ctx.write(bytes, ctx.voidPromise());
    }
}
