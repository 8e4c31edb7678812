package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.penstock.codec.http.Field;
import io.penstock.codec.http.Framing;
import io.penstock.codec.http.GzipReader;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HttpRefusal;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.RequestScan;
import org.jspecify.annotations.Nullable;

/**
 * Takes a request in: judges what its head announces, holds its body under the limits, and shows each piece to the scan as it
 * comes. Everything that is wrong is thrown as a {@link FaultException}. Confined to its event loop.
 */
final class RequestIntake implements GzipReader.Output {
    /** Up to this, what is left of a bad body is awaited, so that the connection can be used again. */
    private static final long AWAITED_BYTES_MAX = 64 * 1024;

    private final Head head;
    private final HeldBytes budget;
    private final HeldBody body;
    private final long bytesMax;
    private final long heldBytesMax;
    private final @Nullable RequestScan scan;
    private @Nullable GzipReader gzip;
    private @Nullable FaultException awaited;

    /**
     * A request whose head is there.
     *
     * @param bytesMax of the body
     * @param heldBytesMax after how much of it the rest goes up as it comes, where it is announced: no room is wanted for more
     * @param scan reads the body; null where nobody does, and its coding is not looked at either
     */
    RequestIntake(Head head, HeldBytes budget, long bytesMax, long heldBytesMax, @Nullable RequestScan scan) {
        this.head = head;
        this.budget = budget;
        this.body = new HeldBody(budget);
        this.bytesMax = bytesMax;
        this.heldBytesMax = heldBytesMax;
        this.scan = scan;
    }

    /** Judges the head, before a byte of the body is asked for. What it announces takes no room before it comes. */
    void admit(ByteBufAllocator alloc) {
        String coding = scan == null ? null : head.first(Field.CONTENT_ENCODING);
        if (coding != null && coding.equalsIgnoreCase("gzip") && head.count(Field.CONTENT_ENCODING) == 1) {
            gzip = new GzipReader(alloc, bytesMax);
            return;
        }
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            throw new FaultException(GatewayFault.of(
                    Kind.UNSUPPORTED_MEDIA_TYPE, "content-encoding: " + coding + " (expected: gzip or identity)"));
        }
        if (head.framing() == Framing.LENGTH) {
            requireWithin(head.contentLength(), bytesMax);
            requireRoom(budget.hasRoom(Math.min(head.contentLength(), heldBytesMax)));
        }
    }

    /** One more piece of the body. Takes {@code piece}. */
    void onBody(ByteBuf piece) {
        if (gzip == null) {
            onPlain(piece);
            return;
        }
        try {
            gzip.read(piece, piece.readerIndex(), piece.writerIndex(), this);
        } catch (HttpRefusal refusal) {
            throw new FaultException(Refusals.of(refusal));
        } finally {
            piece.release();
        }
    }

    /** A piece that gzip was taken off. Takes {@code piece}. */
    @Override
    public void onInflated(ByteBuf piece) {
        onPlain(piece);
    }

    private void onPlain(ByteBuf piece) {
        int length = piece.readableBytes();
        try {
            reserve(length);
            if (scan != null && awaited == null) {
                scan.onBody(piece, piece.readerIndex(), piece.writerIndex());
            }
        } catch (FaultException fault) {
            piece.release();
            throwOrAwait(fault);
            return;
        }
        if (awaited == null) {
            body.add(piece);
        } else {
            piece.release();
        }
    }

    private void throwOrAwait(FaultException fault) {
        if (fault.fault().kind() == Kind.TOO_LARGE
                || head.framing() != Framing.LENGTH
                || head.contentLength() > AWAITED_BYTES_MAX) {
            throw fault;
        }
        awaited = fault;
    }

    /** The request refers to that many bytes of what was said before, all in all: they count as if it held them. */
    void onEarlier(long bytes) {
        reserve(bytes);
    }

    /** The body is whole. */
    void onEnd() {
        if (awaited != null) {
            throw awaited;
        }
        if (gzip != null) {
            try {
                gzip.onEnd();
            } catch (HttpRefusal refusal) {
                throw new FaultException(Refusals.of(refusal));
            }
        }
        if (scan != null) {
            scan.onEnd();
        }
    }

    /** Refuses a body of {@code bytes} where that is above the limit. */
    static void requireWithin(long bytes, long bytesMax) {
        if (bytes > bytesMax) {
            throw new FaultException(
                    GatewayFault.of(Kind.TOO_LARGE, "body: too large (expected: up to " + bytesMax + " bytes)"));
        }
    }

    private void reserve(long more) {
        requireWithin(body.bytes() + more, bytesMax);
        requireRoom(body.tryReserve(more));
    }

    private static void requireRoom(boolean hasRoom) {
        if (!hasRoom) {
            throw new FaultException(GatewayFault.of(Kind.OVERLOADED, "too many large requests at one time")
                    .retryAfter(1));
        }
    }

    HeldBody body() {
        return body;
    }

    long heldBytes() {
        return body.bytes();
    }

    /** What the body said; null where it is not read. */
    @Nullable
    RequestScan scan() {
        return scan;
    }

    /** Whether the body comes in another form than it is held in. */
    boolean isInflated() {
        return gzip != null;
    }

    void release() {
        if (gzip != null) {
            gzip.close();
        }
        body.release();
    }
}
