package io.penstock.exchange;

import io.penstock.codec.http.Field;
import io.penstock.codec.http.Head;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request was made by somebody on this machine, to this machine. The address alone does not say so: a reverse proxy here makes
 * everybody local, and a browser here sends what some page on the Internet tells it to. So Host must name the machine itself, which a name
 * that was bound anew to 127.0.0.1 does not, and there must be no trace of a proxy or a page.
 */
final class LocalPeer {
    /** As {@code Host} has them, with or without a port; 127.0.0.0/8 is all loopback (RFC 1122 3.2.1.3). */
    private static final Pattern HOST =
            Pattern.compile("(localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1])(:\\d{1,5})?");

    private static final Pattern ADDRESS = Pattern.compile("127\\..*|(0:){7}1(%.*)?|::1");

    /** What a proxy or a page leaves in a head: the beginnings of names. */
    private static final List<String> TRACES = List.of("x-forwarded", "x-real-ip");

    private static final List<String> TRACE_NAMES = List.of("forwarded", "via", "origin");

    private LocalPeer() {}

    /** Whether {@code address}, as text, is this machine's, and the request says nothing else. */
    static boolean is(@Nullable String address, Head head) {
        // Of HTTP/1.0: a person's client does not speak it, and what nginx sends on, unless told otherwise, has that
        // and no other trace.
        return address != null
                && ADDRESS.matcher(address).matches()
                && head.minorVersion() > 0
                && namesLoopback(head.first(Field.HOST))
                && !hasTrace(head);
    }

    private static boolean namesLoopback(@Nullable String host) {
        return host != null && HOST.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    private static boolean hasTrace(Head head) {
        for (int i = 0; i < head.size(); i++) {
            if (Names.prefixOf(head, i, TRACES) != null) {
                return true;
            }
            for (String name : TRACE_NAMES) {
                if (Names.is(head, i, name)) {
                    return true;
                }
            }
        }
        return false;
    }
}
