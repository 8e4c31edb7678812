package io.penstock.exchange;

import io.penstock.codec.http.Head;
import io.penstock.dialect.gemini.GeminiDialect;
import io.penstock.surface.RouteAction;
import io.penstock.surface.RouteAction.Relay.Answer;
import io.penstock.surface.RouteRow;
import java.util.Set;

/** A request for a stream of Gemini's API: its query says which form the stream has. */
final class GeminiStream {
    /** Parameters that are the gateway's business: who is asked, and what the caller shows for itself. */
    private static final Set<String> NOT_PASSED = Set.of("provider", "key", "access_token", "oauth_token");

    private GeminiStream() {}

    /** Whether the row is for such requests. */
    static boolean is(RouteRow row) {
        return row.dialect().equals(GeminiDialect.INSTANCE.name())
                && row.action() instanceof RouteAction.Relay relay
                && relay.answer() == Answer.STREAM;
    }

    /** Whether the stream is to be one JSON array, which it is unless the client asks for server-sent events. */
    static boolean isArrayWanted(Head head, RouteRow row) {
        if (!is(row)) {
            return false;
        }
        String alt = QueryString.first(head.query(), "alt");
        String form = alt == null ? QueryString.first(head.query(), "$alt") : alt;
        return !"sse".equals(form);
    }

    /** The target at a provider of the same dialect: with the client's query in place of the catalogue's. */
    static String target(String known, Head head) {
        int query = known.indexOf('?');
        String path = query < 0 ? known : known.substring(0, query);
        String asked = QueryString.without(head.query(), NOT_PASSED);
        return asked.isEmpty() ? path : path + "?" + asked;
    }
}
