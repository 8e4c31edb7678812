package io.penstock.server.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 as tests read and write it: slow, plain, and nobody else's. */
final class Wire {
    /** How long a test waits for what must come: more than any machine is held up, and less than a gateway keeps an idle connection. */
    static final int DEADLINE_MILLIS = 30_000;

    private Wire() {}

    /** The bytes of a text, one per character. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The text of bytes, one character per byte. */
    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Reads up to and including an empty line; null where the input ends before its first byte. */
    static @Nullable String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            int b = in.read();
            if (b < 0) {
                if (head.isEmpty()) {
                    return null;
                }
                throw new IOException("the input ended within a head: " + head);
            }
            head.append((char) b);
        }
        return head.toString();
    }

    /** The values of all fields of that name, in lower case, in order. */
    static List<String> values(String head, String name) {
        List<String> values = new ArrayList<>();
        for (String line : head.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
                values.add(line.substring(colon + 1).strip());
            }
        }
        return values;
    }

    /** Reads a line without its CR LF. */
    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < 2 || line.charAt(line.length() - 1) != '\n') {
            line.append((char) next(in));
            if (line.length() == 1 && line.charAt(0) == '\n') {
                throw new IOException("a line that ends with LF alone");
            }
        }
        if (line.charAt(line.length() - 2) != '\r') {
            throw new IOException("a line that ends with LF alone: " + line);
        }
        return line.substring(0, line.length() - 2);
    }

    /** Reads exactly {@code length} bytes into {@code out}; what came before an end stays there. */
    static void exactly(InputStream in, long length, ByteArrayOutputStream out) throws IOException {
        for (long i = 0; i < length; i++) {
            out.write(next(in));
        }
    }

    /** Reads a chunked body into {@code out}; what came before an end stays there. */
    static void chunks(InputStream in, ByteArrayOutputStream out) throws IOException {
        for (String size = line(in); ; size = line(in)) {
            if (!size.matches("[0-9a-fA-F]{1,8}")) {
                throw new IllegalStateException("chunk size: " + size);
            }
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                String trailer = line(in);
                if (!trailer.isEmpty()) {
                    throw new IllegalStateException("trailer: " + trailer);
                }
                return;
            }
            exactly(in, length, out);
            if (!line(in).isEmpty()) {
                throw new IllegalStateException("a chunk longer than it said");
            }
        }
    }

    private static int next(InputStream in) throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EndOfInput();
        }
        return b;
    }

    /** Sends pieces, each in a write of its own. */
    static void send(Socket socket, List<byte[]> pieces) throws IOException {
        for (byte[] piece : pieces) {
            socket.getOutputStream().write(piece);
            socket.getOutputStream().flush();
        }
    }

    /** Closes so that the peer is reset. */
    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Cuts at {@code cuts} offsets, the same ones for the same seed. */
    static List<byte[]> cut(byte[] bytes, long seed, int cuts) {
        Random random = new Random(seed);
        int[] offsets = new int[cuts + 2];
        offsets[cuts + 1] = bytes.length;
        for (int i = 1; i <= cuts; i++) {
            offsets[i] = random.nextInt(bytes.length + 1);
        }
        java.util.Arrays.sort(offsets);
        List<byte[]> pieces = new ArrayList<>();
        for (int i = 0; i <= cuts; i++) {
            if (offsets[i] < offsets[i + 1]) {
                pieces.add(java.util.Arrays.copyOfRange(bytes, offsets[i], offsets[i + 1]));
            }
        }
        return pieces;
    }

    /** The peer sends no more. */
    static final class EndOfInput extends IOException {
        private static final long serialVersionUID = 1;

        EndOfInput() {
            super("the peer ended its output");
        }
    }
}
