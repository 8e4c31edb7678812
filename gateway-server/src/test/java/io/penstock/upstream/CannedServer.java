package io.penstock.upstream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A provider on the loopback that answers each request with the bytes that a script gives for it. One thread per connection. */
public final class CannedServer implements AutoCloseable {
    private static final int WAIT_SECONDS = 20;

    /** One request as it came. */
    public record Request(String line, String head, String body, int connection) {
        /** Path and query. */
        public String target() {
            return line.split(" ", -1)[1];
        }
    }

    private final ServerSocket listener;
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final Thread acceptor;
    private volatile Function<Request, @Nullable String> script;

    /**
     * A server that listens.
     *
     * @param script the whole answer, head included, in ISO 8859-1; null for none at all, an empty text to close
     */
    public CannedServer(Function<Request, @Nullable String> script) {
        this.script = script;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        acceptor = start(this::accept);
    }

    /** A whole answer of JSON that leaves the connection open. */
    public static String json(String body) {
        return answer(200, "application/json", body);
    }

    /** A whole answer that leaves the connection open. */
    public static String answer(int status, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return "HTTP/1.1 " + status + " X\r\ncontent-type: " + type + "\r\ncontent-length: " + bytes.length + "\r\n\r\n"
                + new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** From the next request on, answers come from another script. */
    public void script(Function<Request, @Nullable String> next) {
        script = next;
    }

    public int port() {
        return listener.getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** How many connections there were. */
    public int connections() {
        return connections.get();
    }

    /** The next request, once it has come. */
    public Request take() throws InterruptedException {
        Request request = requests.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request came");
        }
        return request;
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work, "canned");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket socket = listener.accept();
                sockets.add(socket);
                int number = connections.incrementAndGet();
                start(() -> serve(socket, number));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            InputStream in = socket.getInputStream();
            for (Request request = read(in, number); request != null; request = read(in, number)) {
                requests.add(request);
                String answer = script.apply(request);
                if (answer == null) {
                    continue;
                }
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
                if (answer.isEmpty() || answer.contains("connection: close\r\n")) {
                    return;
                }
            }
        } catch (IOException gone) {
            // The other side has what it wanted.
        }
    }

    private static @Nullable Request read(InputStream in, int number) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        int length = 0;
        for (String line : text.split("\r\n", -1)) {
            if (line.startsWith("content-length: ")) {
                length = Integer.parseInt(line.substring("content-length: ".length()));
            }
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new Request(text.substring(0, text.indexOf('\r')), text, body, number);
    }

    /** Ends every connection, and waits until none can be made: a port is open for as long as a thread waits in its accept. */
    @Override
    public void close() {
        try {
            listener.close();
            acceptor.join();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
