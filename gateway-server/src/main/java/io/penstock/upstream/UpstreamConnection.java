package io.penstock.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.penstock.codec.http.BodyReader;
import io.penstock.codec.http.Framing;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HeadLimits;
import io.penstock.codec.http.HeadReader;
import io.penstock.codec.http.HttpRefusal;
import io.penstock.relay.Source;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a provider, speaking HTTP/1.1, lent to one call at a time. It keeps reading while nobody uses it: FIN or any
 * byte then closes it. Confined to its event loop.
 *
 * <p>A connection is only lent again when the request before is on the wire, its answer was whole, its framing had an end of its
 * own, nothing came behind it, and neither side said {@code close}.
 */
public final class UpstreamConnection extends ChannelInboundHandlerAdapter implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamConnection.class);
    private static final int STATUS_SWITCHING_PROTOCOLS = 101;
    private static final int STATUS_FINAL_MIN = 200;

    private final AddressPool pool;
    private final HeadReader heads = HeadReader.ofResponses(HeadLimits.DEFAULT);
    private final BodyReader body = new BodyReader();

    private @Nullable Channel channel;
    private @Nullable UpstreamCall call;
    private boolean hasHead;
    private boolean answersHead;
    private boolean isRequestBegun;
    private boolean isRequestSent;
    private boolean isReading;
    private boolean isLent;
    private boolean isReused;
    private boolean isClosed;
    /** Whether TLS ended without a word, so that what lasts until the close may be cut (RFC 9112 9.8). */
    private boolean isCutOff;

    private long idleSinceNanos;

    UpstreamConnection(AddressPool pool) {
        this.pool = pool;
    }

    Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("not connected yet");
        }
        return channel;
    }

    void lend(UpstreamCall borrower) {
        call = borrower;
        hasHead = false;
        isRequestBegun = false;
        isRequestSent = false;
        isReused = isLent;
        isLent = true;
        try {
            borrower.onConnected(this);
        } catch (RuntimeException | OutOfMemoryError defect) {
            // Perhaps within another call's read, whose connection this was: that call is not to pay for it.
            if (call == borrower) {
                close();
            }
            borrower.onDefect(defect);
        }
    }

    /** Whether an earlier call has used the connection: it may have been closed unseen. */
    public boolean isReused() {
        return isReused;
    }

    /** The reader of the answer's framing; started when {@link UpstreamCall#onHead} is called. */
    public BodyReader body() {
        return body;
    }

    /** Writes a piece of the request. Takes {@code bytes}. */
    public void write(ByteBuf bytes) {
        Channel open = channel();
        open.write(bytes, open.voidPromise());
    }

    /** Puts on the wire what was written. */
    public void flush() {
        channel().flush();
    }

    /** Whether more of a request may be written without piling up. */
    public boolean isWritable() {
        return channel().isWritable();
    }

    /** Where buffers for a request come from. */
    public io.netty.buffer.ByteBufAllocator alloc() {
        return channel().alloc();
    }

    /**
     * A request is about to be written.
     *
     * @param isHead whether it is HEAD, whose answer has no body whatever its head says
     */
    public void onRequestBegun(boolean isHead) {
        isRequestBegun = true;
        answersHead = isHead;
    }

    /** The request was given whole. */
    public void onRequestSent() {
        isRequestSent = true;
    }

    /** Whether the answer is not read on, since nobody takes it. */
    public boolean isPaused() {
        return !channel().config().isAutoRead();
    }

    @Override
    public void pause() {
        channel().config().setAutoRead(false);
    }

    @Override
    public void resume() {
        channel().config().setAutoRead(true);
    }

    /**
     * The call is over; the connection goes back to the pool, or is closed where it cannot be used again. From within a read, that
     * is decided when the read is over.
     */
    public void giveBack() {
        call = null;
        if (!isReading) {
            onReturned();
        }
    }

    private void onReturned() {
        if (isClosed || !isUsable()) {
            close();
        } else if (!isRequestBegun) {
            pool.giveBack(this);
        } else if (!hasHead
                || !body.isDone()
                || !isRequestWritten()
                || !heads.head().isKeepAlive()) {
            close();
        } else {
            heads.reset();
            hasHead = false;
            resume();
            pool.giveBack(this);
        }
    }

    /** Whether all of the request is on the wire: some answer before they have read it, and read no more of it. */
    private boolean isRequestWritten() {
        ChannelOutboundBuffer pending = channel().unsafe().outboundBuffer();
        return isRequestSent && pending != null && pending.totalPendingWriteBytes() == 0;
    }

    /** Closes the connection; the call that had it hears nothing more. */
    public void close() {
        call = null;
        isClosed = true;
        channel().close();
    }

    boolean isUsable() {
        return channel().isActive();
    }

    void idleFrom(long nanos) {
        idleSinceNanos = nanos;
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            onRead(in);
        } catch (HttpRefusal refusal) {
            lose();
        } finally {
            in.release();
        }
    }

    private void onRead(ByteBuf in) {
        UpstreamCall user = call;
        if (user == null || !isRequestBegun) {
            // An answer that nobody asked for.
            lose();
        } else {
            isReading = true;
            try {
                if (hasHead || onHeadBytes(in, user)) {
                    user.onRead(in);
                }
            } finally {
                isReading = false;
            }
            onReadOver(in, user);
        }
    }

    private void onReadOver(ByteBuf in, UpstreamCall user) {
        if (in.isReadable()) {
            // More than the answer: whoever is next must never see it.
            lose();
        } else if (call != user && !isClosed) {
            onReturned();
        }
    }

    private boolean onHeadBytes(ByteBuf in, UpstreamCall user) {
        if (heads.isEmpty()) {
            user.onFirstByte();
        }
        while (heads.read(in)) {
            Head head = heads.head();
            if (head.status() == STATUS_SWITCHING_PROTOCOLS) {
                lose();
                return false;
            }
            if (head.status() >= STATUS_FINAL_MIN) {
                hasHead = true;
                Framing framing = head.framing(answersHead);
                body.start(framing, framing == Framing.LENGTH ? head.contentLength() : 0);
                user.onHead(head);
                return call == user;
            }
            heads.reset();
        }
        return false;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (call != null) {
            call.onReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (call != null) {
            call.onWritabilityChanged(ctx.channel().isWritable());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!isLent) {
            return;
        }
        pool.onClosed(this);
        if (isCutOff) {
            fail();
        } else {
            lose();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        isCutOff |= event instanceof SslCloseCompletionEvent closing && !closing.isSuccess();
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            fail();
        } else {
            onDefect(cause);
        }
    }

    /** Neither the network nor TLS: the gateway's own. */
    private void onDefect(Throwable defect) {
        UpstreamCall user = call;
        close();
        if (user == null) {
            LOG.atError().setCause(defect).log("defect");
        } else {
            user.onDefect(defect);
        }
    }

    private void lose() {
        UpstreamCall user = call;
        close();
        if (user != null) {
            user.onClosed();
        }
    }

    private void fail() {
        UpstreamCall user = call;
        close();
        if (user != null) {
            user.onBroken();
        }
    }
}
