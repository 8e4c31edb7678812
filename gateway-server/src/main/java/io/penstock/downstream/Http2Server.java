package io.penstock.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import io.penstock.codec.http.Framing;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HeadReader;
import io.penstock.codec.http.HttpRefusal;
import io.penstock.downstream.http2.MalformedRequest;
import io.penstock.downstream.http2.RequestHead;
import io.penstock.relay.Deadline;
import io.penstock.relay.Sink;
import io.penstock.relay.Source;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of one stream of HTTP/2 towards a client: frames to a {@link Head}, pieces of its body as {@code ByteBuf}s and
 * {@link BodyEnd}.
 *
 * <pre>
 *   HEAD --fields--> BODY --end--> ANSWER --answer's end--> ENDED --written--> closed
 *     |                |
 *     |                +--answer's end before the body's, refusal, abort--> ENDED --16 MiB, 2 s or end--> closed
 *     +--no request--> reset
 * </pre>
 *
 * While the exchange takes nothing of a body its window is not widened: the client stops, and other streams go on. Confined to its event loop.
 */
final class Http2Server extends ChannelInboundHandlerAdapter implements Source {
    /**
     * What is read and dropped behind an early answer. Who sends a body to its end hears the answer in any case; of those that are reset
     * meanwhile the JDK's client (17) hears nothing until its connection ends.
     */
    private static final int DISCARD_BYTES_MAX = 16 << 20;

    private static final long DISCARD_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int HEAD_BYTES = 1024;
    private static final int LENGTH_UNKNOWN = -1;

    private enum Phase {
        HEAD,
        BODY,
        ANSWER,
        ENDED
    }

    private final DownstreamSettings settings;
    private final HeadReader heads;
    private final BodyPace pace;
    private final Http2Sink sink;
    private final boolean isTooMany;

    private Phase phase = Phase.HEAD;
    private boolean isWhole;
    private boolean isWritten;
    private long bytesLeft = LENGTH_UNKNOWN;
    private int discardedBytes;
    private long begunNanos;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Backlog backlog;

    /**
     * A stream of which nothing was read.
     *
     * @param isTooMany whether it is refused, so that the client can send it again (RFC 9113 5.1.2)
     */
    Http2Server(DownstreamSettings settings, Http2Guard guard, boolean isTooMany) {
        this.settings = settings;
        this.isTooMany = isTooMany;
        this.heads = HeadReader.ofRequests(settings.head());
        this.pace = new BodyPace(
                settings.slow().bodyBytesPerSecondMin(), settings.slow().bodyNanos());
        this.sink = new Http2Sink(this, guard);
    }

    Sink sink() {
        return sink;
    }

    ChannelHandlerContext ctx() {
        if (context == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return context;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        backlog = new Backlog(ctx.channel(), new Deadline(ctx.executor(), this::onDeadline), settings.writeNanos());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Http2DataFrame data) {
            onData(data);
        } else if (message instanceof Http2HeadersFrame fields) {
            onFields(fields);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void onFields(Http2HeadersFrame frame) {
        try {
            if (isTooMany) {
                reset(Http2Error.REFUSED_STREAM);
            } else if (phase == Phase.HEAD) {
                onHead(frame);
            } else {
                RequestHead.checkTrailers(frame.headers());
                if (frame.isEndStream()) {
                    onEnd();
                } else {
                    reset(Http2Error.PROTOCOL_ERROR);
                }
            }
        } catch (MalformedRequest malformed) {
            reset(Http2Error.PROTOCOL_ERROR);
        }
    }

    private void onHead(Http2HeadersFrame frame) throws MalformedRequest {
        begunNanos = nanoTime();
        isWhole = frame.isEndStream();
        phase = Phase.BODY;
        ByteBuf scratch = ctx().alloc().heapBuffer(HEAD_BYTES);
        try {
            sink.begin(frame.headers());
            onHead(RequestHead.read(frame.headers(), isWhole, heads, scratch));
        } catch (HttpRefusal refusal) {
            ctx().fireExceptionCaught(refusal);
        } finally {
            scratch.release();
        }
    }

    private void onHead(Head head) {
        if (head.framing() == Framing.LENGTH) {
            bytesLeft = head.contentLength();
        }
        if (!isWhole) {
            deadline().at(pace.begin(nanoTime(), begunNanos + settings.readNanos()));
        }
        ctx().fireChannelRead(head);
        if (phase == Phase.BODY && isWhole) {
            onBodyDone();
        }
    }

    /** Takes {@code frame}. */
    private void onData(Http2DataFrame frame) {
        ByteBuf piece = frame.content();
        int length = piece.readableBytes();
        if (phase != Phase.BODY) {
            piece.release();
            discard(length, frame.isEndStream());
            return;
        }
        if (bytesLeft != LENGTH_UNKNOWN && length > bytesLeft) {
            piece.release();
            reset(Http2Error.PROTOCOL_ERROR);
            return;
        }
        bytesLeft -= bytesLeft == LENGTH_UNKNOWN ? 0 : length;
        pace.onBytes(length);
        boolean isEnd = frame.isEndStream();
        if (length > 0) {
            ctx().fireChannelRead(piece);
        } else {
            piece.release();
        }
        if (isEnd) {
            onEnd();
        }
    }

    private void onEnd() {
        if (phase == Phase.BODY && bytesLeft > 0) {
            reset(Http2Error.PROTOCOL_ERROR);
            return;
        }
        isWhole = true;
        if (phase == Phase.BODY) {
            onBodyDone();
        }
    }

    private void onBodyDone() {
        phase = Phase.ANSWER;
        ctx().channel().config().setAutoRead(true);
        backlog().awaitWhereFull();
        ctx().fireChannelRead(BodyEnd.INSTANCE);
    }

    /** A body goes on behind its answer: what is on its way is dropped, and then the client is told to stop (RFC 9113 8.1). */
    private void discard(int bytes, boolean isEnd) {
        isWhole |= isEnd;
        discardedBytes += bytes;
        if (isWritten && !isWhole && discardedBytes > DISCARD_BYTES_MAX) {
            reset(Http2Error.NO_ERROR);
        }
    }

    /** The answer was given to its end; {@code written} tells when the client took it. */
    void onAnswerEnd(ChannelFuture written) {
        phase = Phase.ENDED;
        ctx().channel().config().setAutoRead(true);
        backlog().await();
        written.addListener(done -> onAnswerWritten());
    }

    private void onAnswerWritten() {
        isWritten = true;
        if (!ctx().channel().isActive()) {
            return;
        }
        if (isWhole) {
            deadline().off();
        } else if (discardedBytes > DISCARD_BYTES_MAX) {
            reset(Http2Error.NO_ERROR);
        } else {
            deadline().in(DISCARD_NANOS);
        }
    }

    /** The answer was broken off: the stream is reset behind what was {@code written} of it, or without if that is not taken. */
    void onAbort(ChannelFuture written) {
        phase = Phase.ENDED;
        ctx().channel().config().setAutoRead(true);
        backlog().await();
        written.addListener(done -> reset(Http2Error.INTERNAL_ERROR));
    }

    /** Ends the stream at once: what waits is dropped, and the exchange finds its client gone. */
    private void reset(Http2Error error) {
        if (ctx().channel().isActive()) {
            phase = Phase.ENDED;
            ctx().writeAndFlush(new DefaultHttp2ResetFrame(error));
            ctx().close();
        }
    }

    /** The exchange takes no more of a body that goes up as it comes: the client is not late while it may not send. */
    @Override
    public void pause() {
        if (phase == Phase.BODY) {
            ctx().channel().config().setAutoRead(false);
            backlog().awaitWhereFull();
        }
    }

    private boolean isPaused() {
        return phase == Phase.BODY && !ctx().channel().config().isAutoRead();
    }

    @Override
    public void resume() {
        if (phase == Phase.BODY) {
            long now = nanoTime();
            deadline().at(pace.begin(now, now + settings.readNanos()));
            ctx().channel().config().setAutoRead(true);
        }
    }

    private void onDeadline() {
        boolean isBodyAwaited = phase == Phase.BODY && !isPaused();
        if (isBodyAwaited && !pace.isLate(nanoTime())) {
            deadline().at(pace.again(nanoTime()));
        } else if (isBodyAwaited) {
            ctx().fireUserEventTriggered(RequestTimedOut.INSTANCE);
        } else if (isWritten || !backlog().awaitMore()) {
            reset(isWritten ? Http2Error.NO_ERROR : Http2Error.CANCEL);
        }
    }

    private long nanoTime() {
        return ctx().executor().ticker().nanoTime();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (phase == Phase.ANSWER || isPaused()) {
            backlog().awaitWhereFull();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame) {
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    /** What breaks a rule of the protocol is the codec's to answer, which resets the stream: no defect of the gateway's. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
            ctx.fireExceptionCaught(cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        deadline().close();
        phase = Phase.ENDED;
        ctx.fireChannelInactive();
        sink.drop();
    }

    private Deadline deadline() {
        return backlog().deadline();
    }

    Backlog backlog() {
        if (backlog == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return backlog;
    }
}
