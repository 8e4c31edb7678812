package io.penstock.downstream.http2;

import io.netty.buffer.ByteBuf;

/**
 * Looks at the headers of the frames that a client sends, as their bytes pass on to the codec, and tells what the codec does not say: that
 * something has begun and is not whole yet, and how many frames came that ask for nothing.
 *
 * <pre>
 *   preface (24)  then  length (3)  type (1)  flags (1)  stream (4)  payload (length)     RFC 9113 3.4 and 4.1
 * </pre>
 *
 * Whether frames are what they should be is the codec's to judge. Confined to its event loop.
 */
public final class FrameWatch {
    private static final int PREFACE_BYTES = 24;
    private static final int HEADER_BYTES = 9;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;

    private static final int END_STREAM = 0x1;
    private static final int END_HEADERS = 0x4;

    private int prefaceLeft = PREFACE_BYTES;
    private int headerBytes;
    private int payloadLeft;
    private int length;
    private int type = SETTINGS;
    private int flags;
    private boolean hasSettings;
    private boolean isInFields;
    private int whole;
    private int idle;
    private int windowUpdates;

    /** Nothing has come yet. */
    public FrameWatch() {}

    /** Looks at what came. Borrows {@code in} and leaves its indexes. */
    public void read(ByteBuf in) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        int skipped = Math.min(prefaceLeft, end - at);
        prefaceLeft -= skipped;
        at += skipped;
        while (at < end) {
            if (payloadLeft > 0) {
                int passed = Math.min(payloadLeft, end - at);
                payloadLeft -= passed;
                at += passed;
            } else {
                onHeaderByte(in.getByte(at++) & 0xFF);
            }
            if (payloadLeft == 0 && headerBytes == HEADER_BYTES) {
                onFrame();
            }
        }
    }

    private void onHeaderByte(int b) {
        switch (headerBytes++) {
            case 0 -> length = b << 16;
            case 1 -> length |= b << 8;
            case 2 -> length |= b;
            case 3 -> type = b;
            case 4 -> flags = b;
            case HEADER_BYTES - 1 -> payloadLeft = length;
            default -> {}
        }
    }

    private void onFrame() {
        headerBytes = 0;
        switch (type) {
            case DATA -> idle += length == 0 && (flags & END_STREAM) == 0 ? 1 : 0;
            case HEADERS, CONTINUATION -> isInFields = (flags & END_HEADERS) == 0;
            // The codec counts these.
            case RST_STREAM -> {}
            case WINDOW_UPDATE -> windowUpdates++;
            default -> {
                idle++;
                hasSettings |= type == SETTINGS;
            }
        }
        if (!isInFields && hasSettings) {
            whole++;
        }
    }

    /** Whether something has begun and is not whole: the first frame, a block of fields, any frame but a body's. */
    public boolean isAwaiting() {
        boolean isInFrame = headerBytes > 0 && (headerBytes < HEADER_BYTES || type != DATA);
        return !hasSettings || isInFields || isInFrame;
    }

    /** How many have become whole so far; may wrap around. */
    public int whole() {
        return whole;
    }

    /** How many frames came since this was asked last that neither ask for something nor bring it. */
    public int takeIdle() {
        int count = idle;
        idle = 0;
        return count;
    }

    /** How many windows were widened since this was asked last. */
    public int takeWindowUpdates() {
        int count = windowUpdates;
        windowUpdates = 0;
        return count;
    }
}
