package io.penstock.server.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One accepted connection in the hands of a script. */
public final class UpstreamSide {
    private final ScriptedUpstream upstream;
    private final Socket socket;
    private final InputStream in;
    private final int n;

    UpstreamSide(ScriptedUpstream upstream, Socket socket, int n) throws IOException {
        this.upstream = upstream;
        this.socket = socket;
        this.n = n;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Which connection this is, counted from 1. */
    public int n() {
        return n;
    }

    /** Reads a request; null, and counted as closed by the gateway, where the connection ends before its first byte. */
    public @Nullable Request request() throws IOException {
        String head = Wire.head(in);
        if (head == null) {
            upstream.onGone(n);
            return null;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        List<String> lengths = Wire.values(head, "content-length");
        if (!Wire.values(head, "transfer-encoding").isEmpty()) {
            Wire.chunks(in, body);
        } else if (!lengths.isEmpty()) {
            Wire.exactly(in, Long.parseLong(lengths.get(0)), body);
        }
        Request request = new Request(head, Wire.text(body.toByteArray()));
        upstream.onRequest(request);
        return request;
    }

    /** Reads the head of a request and leaves its body. */
    public String head() throws IOException {
        String head = Wire.head(in);
        if (head == null) {
            throw new Wire.EndOfInput();
        }
        return head;
    }

    /** Lets the system hold no more than about that much of what is sent. */
    public void holdAtMost(int bytes) throws IOException {
        socket.setSendBufferSize(bytes);
    }

    /** Sends one character per byte. */
    public void send(String text) throws IOException {
        send(Wire.bytes(text));
    }

    /** Sends bytes in one write. */
    public void send(byte[] bytes) throws IOException {
        Wire.send(socket, List.of(bytes));
    }

    /** Sends each piece in a write of its own. */
    public void send(List<byte[]> pieces) throws IOException {
        Wire.send(socket, pieces);
    }

    /** Sends a byte at a time. */
    public void sendSingly(byte[] bytes) throws IOException {
        for (int i = 0; i < bytes.length; i++) {
            Wire.send(socket, List.of(Arrays.copyOfRange(bytes, i, i + 1)));
        }
    }

    /** Waits until the test lets it go on. */
    public void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(Wire.DEADLINE_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the test did not let the script go on");
        }
    }

    /** Stalls until the gateway closes the connection, which is counted. What it still sends is dropped. */
    public void awaitGone() throws IOException {
        byte[] dropped = new byte[4096];
        while (in.read(dropped) >= 0) {
            // until FIN, or a reset, which is thrown and counted as well
        }
        upstream.onGone(n);
    }

    /** Counts the connection as closed by the gateway: the script has seen it otherwise than by a read. */
    public void countGone() {
        upstream.onGone(n);
    }

    /** Asks for a new handshake of TLS; {@code completed} is called if it comes to its end, which takes reading on. */
    public void shakeHandsAnew(Runnable completed) throws IOException {
        SSLSocket secured = (SSLSocket) socket;
        secured.addHandshakeCompletedListener(event -> completed.run());
        secured.startHandshake();
    }

    /** Ends the output; the connection still reads. */
    public void fin() throws IOException {
        socket.shutdownOutput();
    }

    /** Resets the connection. */
    public void reset() throws IOException {
        Wire.reset(socket);
    }
}
