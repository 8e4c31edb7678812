package io.penstock.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A provider on a loopback port that does, on each connection, what a script says. Counts connections, requests and those
 * connections that the gateway closed, so that a test can wait for them instead of sleeping.
 */
public final class ScriptedUpstream implements AutoCloseable {

    /** What happens on one connection; it is closed when the script returns. */
    public interface Script {
        /** Runs on a thread of the connection's own. An IOException says that the gateway went, and ends the script. */
        void run(UpstreamSide connection) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> goneConnections = new LinkedBlockingQueue<>();
    private final AtomicInteger connectionCount = new AtomicInteger();
    private final AtomicInteger requestCount = new AtomicInteger();
    private final Thread acceptor = thread(this::accept);
    private volatile @Nullable Throwable failure;

    private ScriptedUpstream(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
    }

    /** A provider whose connections all follow {@code script}. */
    public static ScriptedUpstream of(Script script) {
        try {
            return on(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()), script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A provider that takes connections from {@code listener}, which is its own from now on. */
    public static ScriptedUpstream on(ServerSocket listener, Script script) {
        ScriptedUpstream upstream = new ScriptedUpstream(listener, script);
        upstream.acceptor.start();
        return upstream;
    }

    /** A provider that answers every request with these bytes and keeps the connection. */
    public static ScriptedUpstream answering(String answer) {
        return answering(Wire.bytes(answer));
    }

    /** A provider that answers every request with these bytes and keeps the connection. */
    public static ScriptedUpstream answering(byte[] answer) {
        return of(connection -> {
            while (connection.request() != null) {
                connection.send(answer);
            }
        });
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "scripted-upstream");
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                int n = connectionCount.incrementAndGet();
                thread(() -> serve(socket, n)).start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, int n) {
        try (socket) {
            socket.setTcpNoDelay(true);
            script.run(new UpstreamSide(this, socket, n));
        } catch (IOException gone) {
            goneConnections.add(n);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | AssertionError defect) {
            failure = defect;
        } finally {
            open.remove(socket);
        }
    }

    void onRequest(Request request) {
        requestCount.incrementAndGet();
        requests.add(request);
    }

    void onGone(int n) {
        goneConnections.add(n);
    }

    /** The port. */
    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections were accepted. */
    public int connections() {
        return connectionCount.get();
    }

    /** How many requests were read whole. */
    public int requests() {
        return requestCount.get();
    }

    /** The next request, oldest first; waits for it. */
    public Request nextRequest() {
        return poll(requests, "no request came");
    }

    /** The requests that were read whole and not taken yet, oldest first; waits for none. */
    public List<Request> taken() {
        List<Request> all = new ArrayList<>();
        requests.drainTo(all);
        return all;
    }

    /** Waits until the gateway has closed one more connection; its number, from 1. */
    public int awaitGone() {
        return poll(goneConnections, "no connection was closed by the gateway");
    }

    private static <T> T poll(BlockingQueue<T> queue, String otherwise) {
        try {
            T next = queue.poll(Wire.DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
            if (next == null) {
                throw new AssertionError(otherwise);
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /**
     * Closes all, and waits until no connection can be made: a port is open for as long as a thread waits in its accept. A script that
     * failed fails the test here.
     */
    @Override
    public void close() {
        try {
            listener.close();
            acceptor.join();
            for (Socket socket : List.copyOf(open)) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Throwable defect = failure;
        if (defect != null) {
            throw new AssertionError("a script failed: " + defect.getMessage(), defect);
        }
    }
}
