package io.penstock.peers;

import io.penstock.server.testing.Request;
import io.penstock.server.testing.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * One answer of a connection's, with what the upstream had seen when it gave it.
 *
 * @param status 200 and above
 * @param seen the request as the upstream saw it; empty where the answer is not the upstream's
 */
record Reply(int status, String seen) {
    private static final Pattern HEAD = Pattern.compile("HTTP/1\\.[01] (\\d{3})[^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n");
    private static final Pattern SEEN = Pattern.compile("(?im)^x-seen: ([^\r\n]*)");
    private static final int FINAL_MIN = 200;
    private static final int ERROR_MIN = 400;

    /** An upstream that answers every request with what it has seen: method, target, and length and checksum of the body. */
    static ScriptedUpstream upstream() {
        return ScriptedUpstream.of(connection -> {
            for (Request request = connection.request(); request != null; request = connection.request()) {
                connection.send("HTTP/1.1 200 OK\r\nx-seen: " + seen(request) + "\r\ncontent-length: 0\r\n\r\n");
            }
        });
    }

    /** What such an upstream has seen since it was asked last. */
    static List<String> taken(ScriptedUpstream upstream) {
        return upstream.taken().stream().map(Reply::seen).toList();
    }

    private static String seen(Request request) {
        String line = request.line();
        CRC32 checksum = new CRC32();
        checksum.update(request.body());
        StringBuilder seen = new StringBuilder();
        for (byte b : line.substring(0, line.lastIndexOf(' ')).getBytes(StandardCharsets.ISO_8859_1)) {
            seen.append(b >= ' ' && b < 0x7F ? String.valueOf((char) b) : String.format(Locale.ROOT, "<%02x>", b));
        }
        return seen + " " + request.body().length + " " + Long.toHexString(checksum.getValue());
    }

    /** All final answers in what came back on one connection. */
    static List<Reply> all(String received) {
        List<Reply> replies = new ArrayList<>();
        for (Matcher head = HEAD.matcher(received); head.find(); ) {
            int status = Integer.parseInt(head.group(1));
            Matcher seen = SEEN.matcher(head.group(2));
            if (status >= FINAL_MIN) {
                replies.add(new Reply(status, seen.find() ? seen.group(1) : ""));
            }
        }
        return replies;
    }

    /** Whether the request was taken. */
    boolean isAccepted() {
        return status < ERROR_MIN;
    }
}
