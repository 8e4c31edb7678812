package io.penstock.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.penstock.codec.http.BodyReader;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HeadReader;
import io.penstock.codec.http.HttpRefusal;
import io.penstock.relay.Deadline;
import io.penstock.relay.Sink;
import io.penstock.relay.Source;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of HTTP/1.1 towards a client: bytes to a {@link Head}, pieces of its body as {@code ByteBuf}s and
 * {@link BodyEnd}, one request at a time.
 *
 * <pre>
 *   HEAD --head--> BODY --end--> ANSWER --answer's end--> HEAD
 *     |             |
 *     |             +--answer's end before the body's--> DISCARD --1 MiB, 2 s or FIN--> closed
 *     +--refusal (also in BODY), abort-----------------> DISCARD
 * </pre>
 *
 * The connection is read from while an answer flows, and while the exchange takes nothing of a body, to see the client go; bytes that come
 * then wait undecoded, one receive buffer at most, and then reading stops. Confined to its event loop.
 */
final class Http1Server extends ChannelInboundHandlerAdapter implements BodyReader.Payload, Source {
    /** What is read and dropped behind an early answer, since closing with bytes unread would reset the answer away. */
    private static final int DISCARD_BYTES_MAX = 1 << 20;

    private static final long DISCARD_NANOS = TimeUnit.SECONDS.toNanos(2);

    private enum Phase {
        HEAD,
        BODY,
        ANSWER,
        DISCARD
    }

    private final DownstreamSettings settings;
    private final HeadReader heads;
    private final BodyReader body = new BodyReader();
    private final BodyPace pace;
    private final Http1Sink sink;

    private Phase phase = Phase.HEAD;
    private boolean isAnswered;
    /** Whether the exchange takes nothing of the body at hand. */
    private boolean isPaused;

    private int discardedBytes;
    private long begunNanos;
    private @Nullable ByteBuf waiting;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Backlog backlog;

    Http1Server(DownstreamSettings settings, BooleanSupplier isStopping) {
        this.settings = settings;
        this.heads = HeadReader.ofRequests(settings.head());
        this.pace = new BodyPace(
                settings.slow().bodyBytesPerSecondMin(), settings.slow().bodyNanos());
        this.sink = new Http1Sink(this, isStopping);
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
        deadline().in(settings.idleNanos());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (phase == Phase.ANSWER || (phase == Phase.BODY && (isPaused || waiting != null))) {
            keep(in);
            return;
        }
        try {
            decode(in);
        } finally {
            in.release();
        }
    }

    private void decode(ByteBuf in) {
        try {
            while (in.isReadable() && step(in)) {
                // one phase after another, for as long as the bytes at hand allow
            }
        } catch (HttpRefusal refusal) {
            sink.refuse();
            ctx().fireExceptionCaught(refusal);
        }
        if (phase == Phase.ANSWER && in.isReadable()) {
            keep(in.readRetainedSlice(in.readableBytes()));
        }
    }

    private boolean step(ByteBuf in) {
        return switch (phase) {
            case HEAD -> onHeadBytes(in);
            case BODY -> onBodyBytes(in);
            case DISCARD -> discard(in);
            case ANSWER -> false;
        };
    }

    private boolean onHeadBytes(ByteBuf in) {
        if (heads.isEmpty()) {
            begunNanos = nanoTime();
            deadline().at(begunNanos + Math.min(settings.slow().headNanos(), settings.readNanos()));
        }
        if (!heads.read(in)) {
            return false;
        }
        Head head = heads.head();
        isAnswered = false;
        isPaused = false;
        sink.begin(head);
        body.start(head.framing(), head.contentLength());
        phase = Phase.BODY;
        if (!body.isDone()) {
            deadline().at(pace.begin(nanoTime(), begunNanos + settings.readNanos()));
        }
        ctx().fireChannelRead(head);
        if (phase == Phase.BODY && body.isDone()) {
            onBodyDone();
        }
        return true;
    }

    private boolean onBodyBytes(ByteBuf in) {
        pace.onBytes(in.readableBytes());
        if (body.read(in, this) && phase == Phase.BODY) {
            onBodyDone();
        }
        return true;
    }

    /** A range of a request's payload; {@link BodyReader} calls it. */
    @Override
    public void onPayload(ByteBuf in, int start, int end) {
        if (phase == Phase.BODY) {
            ctx().fireChannelRead(in.retainedSlice(start, end - start));
        }
    }

    private void onBodyDone() {
        phase = Phase.ANSWER;
        isPaused = false;
        backlog().awaitWhereFull();
        boolean wasAnswered = isAnswered;
        ctx().fireChannelRead(BodyEnd.INSTANCE);
        if (wasAnswered && phase == Phase.ANSWER) {
            onExchangeEnd();
        }
    }

    /** Keeps bytes until it is their turn: until the answer is out, or more is taken of the body. Takes {@code in}. */
    private void keep(ByteBuf in) {
        if (waiting == null) {
            waiting = in;
        } else {
            waiting = ctx().alloc().compositeBuffer().addComponents(true, waiting, in);
        }
        ctx().channel().config().setAutoRead(false);
    }

    /** The answer was written to its end. */
    void onAnswerEnd(boolean isKeptAlive) {
        isAnswered = true;
        if (!isKeptAlive) {
            closeGently();
        } else if (phase == Phase.ANSWER) {
            onExchangeEnd();
        }
    }

    /**
     * The answer was broken off, and the connection closes behind what was written of it. Nothing more is read as a request, and a
     * client that takes nothing is not waited for.
     */
    void onAbort() {
        phase = Phase.DISCARD;
        ctx().channel().config().setAutoRead(true);
        backlog().await();
    }

    /** Whether the request was read to its end: only then can the connection be used again. */
    boolean isRequestWhole() {
        return phase == Phase.ANSWER || (phase == Phase.BODY && body.isDone());
    }

    /** The request and its answer are over. The next one waits for a client that takes its answers: else they would pile up here. */
    private void onExchangeEnd() {
        if (!ctx().channel().isWritable()) {
            return;
        }
        heads.reset();
        if (waiting == null) {
            awaitRequest();
        } else {
            // Not from within the answer that has just ended: its exchange is still on the stack. What comes meanwhile
            // waits too.
            ctx().executor().execute(this::readWaiting);
        }
    }

    private void awaitRequest() {
        phase = Phase.HEAD;
        deadline().in(settings.idleNanos());
    }

    private void readWaiting() {
        ByteBuf next = waiting;
        // Asked for twice, where the client took the answer's last meanwhile, it may be the next request's already.
        if (next != null && phase == Phase.ANSWER && isAnswered) {
            waiting = null;
            awaitRequest();
            ctx().channel().config().setAutoRead(true);
            channelRead(ctx(), next);
        }
    }

    /**
     * Closes so that the answer arrives: a connection that is closed with bytes unread is reset, and the reset overtakes what the
     * client has not read yet (RFC 9112 9.6).
     */
    private void closeGently() {
        phase = Phase.DISCARD;
        ChannelHandlerContext ctx = ctx();
        ctx.channel().config().setAutoRead(true);
        backlog().await();
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            backlog().onGone();
            deadline().in(DISCARD_NANOS);
            SslHandler tls = ctx.pipeline().get(SslHandler.class);
            if (tls == null || !written.isSuccess()) {
                shutdownOutput(ctx);
            } else {
                // A client that reads until the end knows by this that it has all (RFC 8446 6.1).
                tls.closeOutbound().addListener(told -> shutdownOutput(ctx));
            }
        });
    }

    private static void shutdownOutput(ChannelHandlerContext ctx) {
        if (ctx.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput();
        } else {
            ctx.close();
        }
    }

    /**
     * The exchange takes no more of a body for now: the client is not late while it may not send. It is still read from, since a client
     * that goes would not be seen otherwise.
     */
    @Override
    public void pause() {
        if (phase == Phase.BODY) {
            isPaused = true;
            backlog().awaitWhereFull();
        }
    }

    @Override
    public void resume() {
        if (phase == Phase.BODY) {
            isPaused = false;
            long now = nanoTime();
            deadline().at(pace.begin(now, now + settings.readNanos()));
            if (waiting != null) {
                // Not from within the exchange, which may still hold what came before.
                ctx().executor().execute(this::readOn);
            }
        }
    }

    private void readOn() {
        ByteBuf next = waiting;
        if (next != null && phase != Phase.ANSWER && !isPaused) {
            waiting = null;
            ctx().channel().config().setAutoRead(true);
            channelRead(ctx(), next);
        }
    }

    private boolean discard(ByteBuf in) {
        discardedBytes += in.readableBytes();
        in.skipBytes(in.readableBytes());
        if (discardedBytes > DISCARD_BYTES_MAX) {
            ctx().close();
        }
        return false;
    }

    private void onDeadline() {
        boolean isBodyAwaited = phase == Phase.BODY && !isPaused;
        if (isBodyAwaited && !pace.isLate(nanoTime())) {
            deadline().at(pace.again(nanoTime()));
        } else if (isBodyAwaited || (phase == Phase.HEAD && !heads.isEmpty())) {
            sink.refuse();
            ctx().fireUserEventTriggered(RequestTimedOut.INSTANCE);
        } else if (phase == Phase.HEAD || !backlog().awaitMore()) {
            ctx().close();
        }
    }

    private long nanoTime() {
        return ctx().executor().ticker().nanoTime();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (phase == Phase.ANSWER || (phase == Phase.BODY && isPaused)) {
            backlog().awaitWhereFull();
        }
        if (phase == Phase.ANSWER && isAnswered) {
            onExchangeEnd();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Stopping.INSTANCE && phase == Phase.HEAD && heads.isEmpty()) {
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
        deadline().close();
        phase = Phase.DISCARD;
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
