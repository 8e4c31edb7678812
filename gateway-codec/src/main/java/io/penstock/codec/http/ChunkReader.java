package io.penstock.codec.http;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.Ascii;

/**
 * The chunked coding (RFC 9112, 7.1), a byte at a time but for the data.
 *
 * <pre>
 * SIZE --CR--> SIZE_LF --LF, size > 0--> DATA --all of it--> DATA_CR --CR--> DATA_LF --LF--> SIZE
 *   \                ^ \
 *    \--; or blank--> EXTENSION --CR--^   \--LF, size 0--> TRAILERS --empty line--> DONE
 * </pre>
 */
final class ChunkReader {
    private enum State {
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILERS,
        DONE
    }

    private final ChunkExtensions extensions = new ChunkExtensions();
    private final Trailers trailers = new Trailers();
    private State state = State.SIZE;
    private int sizeDigits;
    /** While the size is read the size, then the bytes of data still to come. */
    private long remaining;

    private boolean isPlain;

    void start() {
        extensions.start();
        trailers.start();
        isPlain = false;
        toSize();
    }

    boolean isAtBoundary() {
        return state == State.SIZE ? sizeDigits == 0 : state == State.DONE;
    }

    boolean isPlain() {
        return isPlain;
    }

    /** Borrows; true after the last chunk and its trailers. */
    boolean read(ByteBuf in, BodyReader.Payload sink) {
        isPlain = isAtBoundary() && in.isReadable();
        boolean isMoving = true;
        while (isMoving) {
            isMoving = switch (state) {
                case SIZE -> onSize(in);
                case EXTENSION -> onExtension(in);
                case SIZE_LF -> onSizeLf(in);
                case DATA -> onData(in, sink);
                case DATA_CR -> onDataCr(in);
                case DATA_LF -> onDataLf(in);
                case TRAILERS -> onTrailers(in);
                case DONE -> false;
            };
        }
        isPlain &= state == State.SIZE && sizeDigits == 0;
        return state == State.DONE;
    }

    private boolean onSize(ByteBuf in) {
        while (in.isReadable()) {
            byte b = in.readByte();
            int digit = Ascii.hexValue(b);
            if (digit < 0) {
                return onSizeEnd(b);
            }
            if (++sizeDigits > Wire.CHUNK_SIZE_DIGITS_MAX) {
                throw Refusals.CHUNK_SIZE_LARGE;
            }
            remaining = (remaining << 4) | digit;
        }
        return false;
    }

    private boolean onSizeEnd(byte b) {
        if (sizeDigits == 0) {
            throw Refusals.CHUNK_SIZE;
        }
        if (b == Ascii.CR) {
            state = State.SIZE_LF;
            return true;
        }
        if (b != ';' && !Octets.isBlank(b)) {
            throw Refusals.CHUNK_SIZE;
        }
        isPlain = false;
        extensions.onLine(b);
        state = State.EXTENSION;
        return true;
    }

    private boolean onExtension(ByteBuf in) {
        while (in.isReadable()) {
            byte b = in.readByte();
            if (b == Ascii.CR) {
                extensions.onLineEnd();
                state = State.SIZE_LF;
                return true;
            }
            extensions.onByte(b);
        }
        return false;
    }

    private boolean onSizeLf(ByteBuf in) {
        if (!in.isReadable()) {
            return false;
        }
        expect(in, Ascii.LF, Refusals.CHUNK_SIZE);
        if (remaining == 0) {
            isPlain = false;
            state = State.TRAILERS;
        } else {
            state = State.DATA;
        }
        return true;
    }

    private boolean onData(ByteBuf in, BodyReader.Payload sink) {
        int length = (int) Math.min(in.readableBytes(), remaining);
        if (length == 0) {
            return false;
        }
        remaining -= length;
        if (remaining == 0) {
            state = State.DATA_CR;
        }
        int start = in.readerIndex();
        in.skipBytes(length);
        sink.onPayload(in, start, start + length);
        return true;
    }

    private boolean onDataCr(ByteBuf in) {
        if (!in.isReadable()) {
            return false;
        }
        expect(in, Ascii.CR, Refusals.CHUNK_END);
        state = State.DATA_LF;
        return true;
    }

    private boolean onDataLf(ByteBuf in) {
        if (!in.isReadable()) {
            return false;
        }
        expect(in, Ascii.LF, Refusals.CHUNK_END);
        toSize();
        return true;
    }

    private boolean onTrailers(ByteBuf in) {
        while (in.isReadable()) {
            if (trailers.onByte(in.readByte())) {
                state = State.DONE;
                return true;
            }
        }
        return false;
    }

    private void toSize() {
        state = State.SIZE;
        sizeDigits = 0;
        remaining = 0;
    }

    private static void expect(ByteBuf in, byte expected, HttpRefusal refusal) {
        if (in.readByte() != expected) {
            throw refusal;
        }
    }
}
