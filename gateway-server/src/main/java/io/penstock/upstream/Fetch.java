package io.penstock.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.penstock.codec.http.BodyReader;
import io.penstock.codec.http.Field;
import io.penstock.codec.http.Framing;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HeadWriter;
import io.penstock.codec.http.HttpMethod;
import io.penstock.codec.http.HttpRefusal;
import io.penstock.provider.Header;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One small request of the gateway's own, such as for a list of models: whole in memory, bounded in size and in time, over the
 * pool of one event loop, to which it is confined.
 *
 * <p>It asks for no compression and takes none, and follows no redirect: what is fetched with a credential must come from where
 * the credential belongs. A reused connection that closes before the answer's first byte costs one more try on a fresh one, so only what
 * may be asked twice is to be fetched.
 */
public final class Fetch implements UpstreamCall, BodyReader.Payload {
    private static final Logger LOG = LoggerFactory.getLogger(Fetch.class);
    private static final int HEAD_BYTES_GUESS = 512;
    private static final int BODY_BYTES_FIRST = 8 * 1024;

    private final UpstreamPool pool;
    private final FetchRequest request;
    private final FetchListener listener;
    private final Future<?> timer;

    private @Nullable UpstreamConnection connection;
    private byte[] body = {};
    private int bodyBytes;
    private int status;
    private boolean hasFirstByte;
    private boolean isFresh;
    private boolean isOver;

    private Fetch(EventLoop loop, UpstreamPool pool, FetchRequest request, FetchListener listener) {
        this.pool = pool;
        this.request = request;
        this.listener = listener;
        this.timer = loop.schedule(this::onDeadline, request.limits().deadlineNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Begins a fetch; to be called on {@code loop}, whose pool {@code pool} is. The listener may be called from within.
     */
    public static void start(EventLoop loop, UpstreamPool pool, FetchRequest request, FetchListener listener) {
        pool.acquire(request.address(), new Fetch(loop, pool, request, listener));
    }

    @Override
    public void onConnected(UpstreamConnection lent) {
        if (isOver) {
            lent.giveBack();
            return;
        }
        connection = lent;
        ByteBuf bytes = lent.alloc().directBuffer(HEAD_BYTES_GUESS);
        try {
            write(bytes);
        } catch (HttpRefusal refusal) {
            bytes.release();
            lent.giveBack();
            fail(FetchFailure.BROKEN);
            return;
        }
        lent.onRequestBegun(false);
        lent.write(bytes);
        lent.onRequestSent();
        lent.flush();
    }

    private void write(ByteBuf out) {
        HeadWriter.requestLine(out, request.method(), request.target());
        HeadWriter.field(out, Field.HOST, request.authority());
        List<Header> fields = request.fields();
        for (int i = 0; i < fields.size(); i++) {
            HeadWriter.field(out, fields.get(i).name(), fields.get(i).value());
        }
        HeadWriter.field(out, Field.ACCEPT_ENCODING, "identity");
        if (request.method() != HttpMethod.GET) {
            HeadWriter.contentLength(out, ByteBufUtil.utf8Bytes(request.body()));
        }
        HeadWriter.end(out);
        ByteBufUtil.writeUtf8(out, request.body());
    }

    @Override
    public void onConnectFailed(ConnectFailure failure) {
        fail(
                switch (failure) {
                    case TIMED_OUT -> FetchFailure.TIMED_OUT;
                    case REFUSED -> FetchFailure.REFUSED;
                    case UNREACHABLE, TLS, BUSY -> FetchFailure.UNREACHABLE;
                });
    }

    @Override
    public void onFirstByte() {
        hasFirstByte = true;
    }

    @Override
    public void onHead(Head head) {
        status = head.status();
        if (head.has(Field.CONTENT_ENCODING) && !head.valueIs(Field.CONTENT_ENCODING, "identity")) {
            drop(FetchFailure.CODED);
        } else if (head.framing(false) == Framing.LENGTH
                && head.contentLength() > request.limits().bodyBytesMax()) {
            drop(FetchFailure.TOO_LARGE);
        }
    }

    @Override
    public void onRead(ByteBuf in) {
        UpstreamConnection from = connection;
        if (from != null && from.body().read(in, this) && !isOver) {
            from.giveBack();
            succeed();
        }
    }

    @Override
    public void onPayload(ByteBuf in, int start, int end) {
        int length = end - start;
        if (isOver) {
            return;
        }
        if (length > request.limits().bodyBytesMax() - bodyBytes) {
            drop(FetchFailure.TOO_LARGE);
            return;
        }
        if (body.length - bodyBytes < length) {
            body = Arrays.copyOf(body, Math.max(Math.max(BODY_BYTES_FIRST, body.length * 2), bodyBytes + length));
        }
        in.getBytes(start, body, bodyBytes, length);
        bodyBytes += length;
    }

    @Override
    public void onReadComplete() {
        // The answer is judged when it is whole.
    }

    @Override
    public void onWritabilityChanged(boolean isWritable) {
        // The request was written whole.
    }

    @Override
    public void onClosed() {
        UpstreamConnection lost = connection;
        if (isOver || lost == null) {
            return;
        }
        if (!hasFirstByte) {
            onClosedUnanswered(lost);
            return;
        }
        try {
            if (status == 0) {
                fail(FetchFailure.BROKEN);
            } else {
                lost.body().onInputClosed();
                succeed();
            }
        } catch (HttpRefusal cutShort) {
            fail(FetchFailure.BROKEN);
        }
    }

    @Override
    public void onBroken() {
        if (!isOver && hasFirstByte) {
            fail(FetchFailure.BROKEN);
        } else {
            onClosed();
        }
    }

    @Override
    public void onDefect(Throwable defect) {
        LOG.atError().setCause(defect).log("defect");
        fail(FetchFailure.BROKEN);
    }

    @Override
    public boolean isFreshWanted() {
        return isFresh;
    }

    /** An idle connection may have been closed while the request was on its way: that says nothing of the provider. */
    private void onClosedUnanswered(UpstreamConnection lost) {
        if (lost.isReused() && !isFresh) {
            isFresh = true;
            connection = null;
            pool.acquire(request.address(), this);
        } else {
            fail(FetchFailure.BROKEN);
        }
    }

    private void onDeadline() {
        if (!isOver) {
            drop(FetchFailure.TIMED_OUT);
        }
    }

    /** Ends the fetch from this side. */
    private void drop(FetchFailure failure) {
        over();
        if (connection == null) {
            pool.forget(request.address(), this);
        } else {
            connection.close();
        }
        listener.onFailed(failure);
    }

    private void succeed() {
        over();
        listener.onFetched(status, Arrays.copyOf(body, bodyBytes));
    }

    private void fail(FetchFailure failure) {
        if (!isOver) {
            over();
            listener.onFailed(failure);
        }
    }

    private void over() {
        isOver = true;
        timer.cancel(false);
    }
}
