package io.penstock.server.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/**
 * A client of HTTP/2 that decides on every frame. It has huge windows unless told otherwise, acknowledges settings, and answers nothing else.
 * Reads wait for half a minute at most.
 */
public final class Http2Client implements AutoCloseable {
    /** Frame types (RFC 9113 6). */
    public static final int DATA = 0;

    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    /** Flags of frames; that of an acknowledgement is the same bit. */
    public static final int END_STREAM = 1;

    public static final int END_HEADERS = 4;

    /** Errors (RFC 9113 7). */
    public static final int NO_ERROR = 0;

    public static final int PROTOCOL_ERROR = 1;
    public static final int INTERNAL_ERROR = 2;
    public static final int FLOW_CONTROL_ERROR = 3;
    public static final int REFUSED_STREAM = 7;
    public static final int CANCEL = 8;
    public static final int ENHANCE_YOUR_CALM = 11;

    /** In place of an error, where a connection was closed and no GOAWAY came. */
    public static final int NO_GOAWAY = -1;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int INITIAL_WINDOW = 4;
    private static final int WINDOW_MAX = Integer.MAX_VALUE;
    private static final int WINDOW_DEFAULT = 65_535;

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder fields = new DefaultHttp2HeadersDecoder(false);

    private boolean isSilent;

    private Http2Client(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    /**
     * A frame.
     *
     * @param payload one character per byte, without padding, which the gateway does not send
     */
    public record Frame(int type, int flags, int stream, String payload) {
        /** The error of RST_STREAM or GOAWAY. */
        public int error() {
            return number(type == GOAWAY ? 4 : 0);
        }

        /** The last stream that GOAWAY promises to work on. */
        public int lastStream() {
            return number(0);
        }

        /** The number at an offset of the payload. */
        public int number(int offset) {
            return ByteBuffer.wrap(Wire.bytes(payload)).getInt(offset);
        }

        /** Whether the stream ends with it. */
        public boolean isEnd() {
            return type <= HEADERS && (flags & END_STREAM) != 0;
        }
    }

    /**
     * An answer.
     *
     * @param error of the reset that ended it; -1 where it ended by itself
     */
    public record Reply(Http2Headers head, String payload, int error) {
        /** The status. */
        public int status() {
            return Integer.parseInt(head.status().toString());
        }

        /** The value of a field; empty where there is none. */
        public String value(String name) {
            CharSequence value = head.get(name);
            return value == null ? "" : value.toString();
        }
    }

    /** A connection that has said what it has to say at first. */
    public static Http2Client to(int port) {
        return to(port, WINDOW_MAX).widen(0, WINDOW_MAX - WINDOW_DEFAULT);
    }

    /** A connection whose streams may be sent {@code window} bytes each, and 64 KiB in all, before it says otherwise. */
    public static Http2Client to(int port, int window) {
        Http2Client client = silent(port).send(PREFACE).settings(INITIAL_WINDOW, window);
        client.isSilent = false;
        return client;
    }

    /** A connection on which nothing was sent, and nothing is by itself. */
    public static Http2Client silent(int port) {
        try {
            Socket socket = new Socket();
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Wire.DEADLINE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(Wire.DEADLINE_MILLIS);
            Http2Client client = new Http2Client(socket);
            client.isSilent = true;
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The preface. */
    public static byte[] preface() {
        return PREFACE.clone();
    }

    /** Sends bytes. */
    public Http2Client send(byte[] bytes) {
        try {
            Wire.send(socket, List.of(bytes));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends frames for as long as the gateway takes them: it may close meanwhile. */
    public void sendUntilClosed(byte[] bytes, int times) {
        try {
            for (int i = 0; i < times; i++) {
                Wire.send(socket, List.of(bytes));
            }
        } catch (IOException closed) {
            // as is to be seen by reading
        }
    }

    /** A frame's bytes. */
    public static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt((payload.length << 8) | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** A number as four bytes. */
    public static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private Http2Client settings(int name, int value) {
        return send(frame(
                SETTINGS,
                0,
                0,
                ByteBuffer.allocate(6).putShort((short) name).putInt(value).array()));
    }

    /** Widens the window of a stream, or of the connection where that is 0. */
    public Http2Client widen(int stream, int bytes) {
        return send(frame(WINDOW_UPDATE, 0, stream, number(bytes)));
    }

    /** Sends the fields of a request: names and values in turn. */
    public Http2Client fields(int stream, boolean isEnd, String... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            Canaries.plantShown(pairs[i] + ": " + pairs[i + 1]);
        }
        return send(frame(HEADERS, END_HEADERS | (isEnd ? END_STREAM : 0), stream, block(pairs)));
    }

    /** Sends a GET. */
    public Http2Client get(int stream, String path) {
        return fields(stream, true, ":method", "GET", ":scheme", "http", ":path", path, ":authority", "a");
    }

    /** Sends the head of a POST, whose body follows. */
    public Http2Client post(int stream, String path, String... more) {
        String[] first = {":method", "POST", ":scheme", "http", ":path", path, ":authority", "a"};
        String[] pairs = new String[first.length + more.length];
        System.arraycopy(first, 0, pairs, 0, first.length);
        System.arraycopy(more, 0, pairs, first.length, more.length);
        return fields(stream, false, pairs);
    }

    /** Sends a chat. */
    public Http2Client chat(int stream, String body) {
        return post(stream, "/v1/chat/completions", "content-type", "application/json")
                .data(stream, body, true);
    }

    /** Sends a piece of a body. */
    public Http2Client data(int stream, String payload, boolean isEnd) {
        return send(frame(DATA, isEnd ? END_STREAM : 0, stream, Wire.bytes(payload)));
    }

    /** Takes a stream back. */
    public Http2Client reset(int stream) {
        return send(frame(RST_STREAM, 0, stream, number(CANCEL)));
    }

    /** Fields as literals that no table remembers (RFC 7541 6.2.2). */
    public static byte[] block(String... pairs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < pairs.length; i += 2) {
            out.write(0);
            literal(out, pairs[i]);
            literal(out, pairs[i + 1]);
        }
        return out.toByteArray();
    }

    private static void literal(ByteArrayOutputStream out, String text) {
        int rest = text.length() - 127;
        out.write(rest < 0 ? text.length() : 127);
        if (rest >= 0) {
            for (; rest >= 128; rest >>>= 7) {
                out.write((rest & 127) | 128);
            }
            out.write(rest);
        }
        out.writeBytes(Wire.bytes(text));
    }

    /** The next frame; acknowledges settings. */
    public Frame next() {
        try {
            int lengthAndType = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[lengthAndType >>> 8];
            in.readFully(payload);
            Frame frame = new Frame(lengthAndType & 0xFF, flags, stream, Wire.text(payload));
            if (frame.type == GOAWAY) {
                Canaries.look("a reason to go away", frame.payload);
            }
            if (!isSilent && frame.type == SETTINGS && flags == 0) {
                send(frame(SETTINGS, 1, 0, new byte[0]));
            }
            return frame;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next frame that is as wanted; what comes before is dropped, but that fields are read for the sake of the table. */
    public Frame next(Predicate<Frame> isWanted) {
        Frame frame = next();
        while (!isWanted.test(frame)) {
            if (frame.type == HEADERS) {
                read(frame);
            }
            frame = next();
        }
        return frame;
    }

    /** The next frame of that type. */
    public Frame nextOf(int type) {
        return next(frame -> frame.type == type);
    }

    /** Reads fields. */
    public Http2Headers read(Frame frame) {
        ByteBuf block = Unpooled.wrappedBuffer(Wire.bytes(frame.payload));
        try {
            Http2Headers head = fields.decodeHeaders(frame.stream, block);
            Canaries.look("fields of an answer", head.toString());
            return head;
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads the answer of a stream to its end; frames of others are dropped. 1xx answers are answers too. */
    public Reply reply(int stream) {
        Frame first = next(frame -> frame.stream == stream && frame.type == HEADERS);
        Http2Headers head = read(first);
        StringBuilder payload = new StringBuilder();
        boolean isOver = head.status().charAt(0) == '1' || first.isEnd();
        int error = -1;
        while (!isOver) {
            Frame frame = next(any -> any.stream == stream && any.type != WINDOW_UPDATE);
            if (frame.type == RST_STREAM) {
                error = frame.error();
            } else {
                payload.append(frame.payload);
            }
            isOver = frame.type == RST_STREAM || frame.isEnd();
        }
        Canaries.look("an answer", payload.toString());
        return new Reply(head, payload.toString(), error);
    }

    /** Reads payload of a stream until it holds {@code text}. */
    public String readUntil(int stream, String text) {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            Frame frame = next(any -> any.stream == stream && (any.type == DATA || any.type == RST_STREAM));
            if (frame.type == RST_STREAM) {
                throw new IllegalStateException("reset before \"" + text + "\": " + read);
            }
            read.append(frame.payload);
        }
        Canaries.look("an answer", read.toString());
        return read.toString();
    }

    /** Whether the connection is closed, cleanly or by a reset, whatever else comes before. */
    public boolean isClosedByPeer() {
        return errorOfClose() >= NO_GOAWAY;
    }

    /**
     * The error of the GOAWAY that comes before the connection is closed; {@link #NO_GOAWAY} where none comes. One that came is lost where
     * the client sent more than the gateway read: the connection is reset then, and what had arrived goes with it.
     */
    public int errorOfClose() {
        int error = NO_GOAWAY;
        try {
            while (true) {
                Frame frame = next();
                if (frame.type == GOAWAY) {
                    error = frame.error();
                }
            }
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof EOFException || e.getCause() instanceof SocketException) {
                return error;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
