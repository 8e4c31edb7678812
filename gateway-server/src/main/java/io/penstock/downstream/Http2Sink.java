package io.penstock.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.penstock.downstream.http2.AnswerFields;
import io.penstock.relay.AnswerHead;
import io.penstock.relay.Sink;
import org.jspecify.annotations.Nullable;

/**
 * The writing half of one stream of HTTP/2 towards a client. Small payloads are gathered into one DATA frame until they are flushed; what is
 * large goes as it came. The head waits for what follows it, so that an answer without payload is one frame. Confined to its event loop.
 */
final class Http2Sink implements Sink {
    /** Below this, copying costs less than another frame. */
    private static final int GATHER_BYTES_MAX = 2048;

    private static final AsciiString HEAD = AsciiString.cached("HEAD");

    private final Http2Server server;
    private final Http2Guard guard;

    private boolean isHead;
    private boolean isBegun;
    private boolean hasPayload;
    private @Nullable Http2Headers fields;
    private @Nullable ByteBuf gathered;

    Http2Sink(Http2Server server, Http2Guard guard) {
        this.server = server;
        this.guard = guard;
    }

    /** The answer is to {@code request}, which may turn out to be none. */
    void begin(Http2Headers request) {
        isHead = HEAD.contentEquals(request.method() == null ? "" : request.method());
    }

    @Override
    public ByteBufAllocator alloc() {
        return server.ctx().alloc();
    }

    @Override
    public void askForBody() {
        server.ctx().writeAndFlush(new DefaultHttp2HeadersFrame(AnswerFields.CONTINUE, false));
    }

    @Override
    public void head(AnswerHead head) {
        hasPayload = head.hasPayload(isHead);
        fields = AnswerFields.of(head);
        isBegun = true;
    }

    @Override
    public void payload(ByteBuf payload) {
        int length = payload.readableBytes();
        if (length == 0 || !hasPayload) {
            payload.release();
        } else if (length <= GATHER_BYTES_MAX) {
            room(length).writeBytes(payload);
            payload.release();
        } else {
            writeGathered();
            write(payload);
        }
    }

    @Override
    public boolean takesChunks() {
        return false;
    }

    @Override
    public void framed(ByteBuf chunks) {
        chunks.release();
        throw new IllegalStateException("a stream takes no chunks");
    }

    @Override
    public void end() {
        server.onAnswerEnd(writeEnd());
        server.ctx().flush();
    }

    private ChannelFuture writeEnd() {
        ByteBuf last = gathered;
        gathered = null;
        Http2Headers head = fields;
        if (last == null && head != null) {
            fields = null;
            return server.ctx().write(new DefaultHttp2HeadersFrame(head, true));
        }
        writeHead();
        ByteBuf payload = last == null ? Unpooled.EMPTY_BUFFER : last;
        guard.onDataSent(payload.readableBytes());
        return server.ctx().write(new DefaultHttp2DataFrame(payload, true));
    }

    /** The last event has told the client: a reset could overtake it. */
    @Override
    public void breakOff() {
        end();
    }

    @Override
    public void abort() {
        if (isBegun) {
            writeGathered();
            // Nothing, to know when what is before it was taken: a reset drops what is not.
            server.onAbort(server.ctx().writeAndFlush(new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, false)));
        } else {
            server.onAbort(server.ctx().newSucceededFuture());
        }
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
        fields = null;
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }

    private ByteBuf room(int bytes) {
        ByteBuf out = gathered;
        if (out != null && out.readableBytes() + bytes > 2 * GATHER_BYTES_MAX) {
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
        } else {
            writeHead();
        }
    }

    private void writeHead() {
        Http2Headers head = fields;
        if (head != null) {
            fields = null;
            server.ctx()
                    .write(
                            new DefaultHttp2HeadersFrame(head, false),
                            server.ctx().voidPromise());
        }
    }

    private void write(ByteBuf payload) {
        writeHead();
        guard.onDataSent(payload.readableBytes());
        ChannelHandlerContext ctx = server.ctx();
        while (payload.readableBytes() > Backlog.PIECE_BYTES_MAX) {
            ByteBuf piece = payload.readRetainedSlice(Backlog.PIECE_BYTES_MAX);
            ctx.write(new DefaultHttp2DataFrame(piece, false), ctx.voidPromise());
        }
        ctx.write(new DefaultHttp2DataFrame(payload, false), ctx.voidPromise());
    }
}
