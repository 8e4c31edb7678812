package io.penstock.server.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;

/** A client that decides on every byte. Reads wait for half a minute at most. */
public final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** A connection to that port of this machine. */
    public static RawClient to(int port) {
        return to(port, 0);
    }

    /** A connection whose receive buffer is {@code receiveBytes}, or the system's choice where that is 0. */
    public static RawClient to(int port, int receiveBytes) {
        try {
            Socket socket = new Socket();
            if (receiveBytes > 0) {
                socket.setReceiveBufferSize(receiveBytes);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Wire.DEADLINE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(Wire.DEADLINE_MILLIS);
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one character per byte. */
    public RawClient send(String text) {
        Canaries.plantShown(text);
        return send(Wire.bytes(text));
    }

    /** Sends bytes. */
    public RawClient send(byte[] bytes) {
        try {
            Wire.send(socket, List.of(bytes));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads an answer to anything but HEAD. */
    public Answer answer() {
        return answer(false);
    }

    /** Reads an answer, which has no body where it is one to HEAD; 1xx answers are answers too. */
    public Answer answer(boolean isToHead) {
        Answer answer = read(isToHead);
        looked(answer.head() + answer.text());
        return answer;
    }

    private Answer read(boolean isToHead) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String head = readHead();
        Answer begun = new Answer(head, "", Answer.End.CLEAN);
        int status = begun.status();
        if (isToHead || status < 200 || status == 204 || status == 304) {
            return begun;
        }
        boolean hasLength = !begun.value("content-length").isEmpty();
        boolean isChunked = begun.value("transfer-encoding").equals("chunked");
        if (hasLength && isChunked) {
            throw new IllegalStateException("two framings: " + head);
        }
        try {
            if (isChunked) {
                Wire.chunks(in, body);
            } else {
                Wire.exactly(in, hasLength ? Long.parseLong(begun.value("content-length")) : Long.MAX_VALUE, body);
            }
            return new Answer(head, Wire.text(body.toByteArray()), Answer.End.CLEAN);
        } catch (Wire.EndOfInput ended) {
            boolean isUntilClose = !hasLength && !isChunked;
            return new Answer(head, Wire.text(body.toByteArray()), isUntilClose ? Answer.End.CLEAN : Answer.End.CUT);
        } catch (SocketException reset) {
            return new Answer(head, Wire.text(body.toByteArray()), Answer.End.RESET);
        } catch (IOException e) {
            throw new UncheckedIOException(head + Wire.text(body.toByteArray()), e);
        }
    }

    /** Reads the head of an answer and leaves its body. */
    public String head() {
        return looked(readHead());
    }

    /** What was read, once it was searched for secrets. */
    private static String looked(String read) {
        Canaries.look("an answer", read);
        return read;
    }

    private String readHead() {
        try {
            String head = Wire.head(in);
            if (head == null) {
                throw new IllegalStateException("the connection was closed without an answer");
            }
            return head;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads raw bytes until they hold {@code text}, and gives them all. */
    public String readUntil(String text) {
        StringBuilder read = new StringBuilder();
        try {
            while (read.indexOf(text) < 0) {
                int b = in.read();
                if (b < 0) {
                    throw new IllegalStateException("the connection was closed before \"" + text + "\": " + read);
                }
                read.append((char) b);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("waiting for \"" + text + "\" after: " + read, e);
        }
        return looked(read.toString());
    }

    /** Reads all that comes until the connection is closed, cleanly or by a reset. */
    public String rest() {
        StringBuilder read = new StringBuilder();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                read.append((char) b);
            }
        } catch (SocketException reset) {
            return looked(read.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("waiting for the end after: " + read, e);
        }
        return looked(read.toString());
    }

    /** Waits for a byte of an answer, which stays unread; false where none came in that time. */
    public boolean isReadableWithin(int millis) {
        try {
            socket.setSoTimeout(millis);
            in.mark(1);
            boolean isReadable = in.read() >= 0;
            in.reset();
            return isReadable;
        } catch (SocketTimeoutException nothingCame) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            patience(Wire.DEADLINE_MILLIS);
        }
    }

    private void patience(int millis) {
        try {
            socket.setSoTimeout(millis);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether nothing more comes and the connection is closed, cleanly or by a reset. */
    public boolean isClosedByPeer() {
        try {
            return in.read() < 0;
        } catch (SocketException reset) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads and drops up to {@code bytes}; gives how many came before the end. */
    public long skip(long bytes) {
        long skipped = 0;
        byte[] buffer = new byte[16 * 1024];
        try {
            while (skipped < bytes) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, bytes - skipped));
                if (read < 0) {
                    return skipped;
                }
                skipped += read;
            }
        } catch (SocketException reset) {
            return skipped;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return skipped;
    }

    /** Says that nothing more is sent; still reads. */
    public void fin() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes so that the gateway is reset. */
    public void reset() {
        try {
            Wire.reset(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
