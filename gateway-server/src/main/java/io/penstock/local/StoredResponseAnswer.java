package io.penstock.local;

import io.penstock.codec.http.HttpMethod;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.responses.stored.ItemPage;
import io.penstock.dialect.responses.stored.Shelf;
import io.penstock.dialect.responses.stored.StoredResponse;
import io.penstock.exchange.Caller;
import io.penstock.exchange.LateReply;
import io.penstock.exchange.LocalAnswer;
import io.penstock.exchange.LocalReply;
import io.penstock.exchange.LocalRequest;
import io.penstock.exchange.LocalSource;
import io.penstock.exchange.QueryString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Answers for a response that is stored here: gets it, lists what it answered, deletes it. To anybody but its caller there is none. */
public final class StoredResponseAnswer implements LocalAnswer {
    private static final int LIMIT = 20;
    private static final int LIMIT_MAX = 100;

    private final ResponseStore store;

    /** An answer made of {@code store}. */
    public StoredResponseAnswer(ResponseStore store) {
        this.store = store;
    }

    @Override
    public LocalSource answer(LocalRequest request, LocalReply reply) {
        try {
            LateReply.give(answer(request), reply);
        } catch (FaultException fault) {
            reply.fault(fault.fault());
        }
        return LocalSource.NOTHING_MORE;
    }

    private byte[] answer(LocalRequest request) {
        String id = request.variables().decoded("id");
        if (id == null) {
            throw new IllegalStateException("a row for a stored response without {id}");
        }
        Caller caller = request.caller();
        Shelf shelf = store.of(caller);
        StoredResponse response = shelf == null ? null : shelf.find(id);
        if (response == null) {
            throw fault(
                    Kind.NOT_FOUND,
                    "response: " + shown(id) + " (expected: the id of one that is stored)",
                    "response_id");
        }
        HttpMethod method = request.head().method();
        if (method == HttpMethod.DELETE) {
            store.delete(caller, id);
            String deleted = "{\"id\":\"" + id + "\",\"object\":\"response\",\"deleted\":true}";
            return deleted.getBytes(StandardCharsets.US_ASCII);
        }
        if (method == HttpMethod.POST) {
            throw fault(
                    Kind.INVALID_REQUEST,
                    "response: " + id + " (expected: one that was begun with background set to true)",
                    "response_id");
        }
        String query = request.head().query();
        return request.head().path().contains("/input_items") ? items(response, query) : document(response, query);
    }

    private static byte[] document(StoredResponse response, @Nullable String query) {
        String stream = QueryString.first(query, "stream");
        if ("true".equals(stream)) {
            throw fault(Kind.INVALID_REQUEST, "stream: true (expected: false, since the response has ended)", "stream");
        }
        return response.document();
    }

    private static byte[] items(StoredResponse response, @Nullable String query) {
        String after = QueryString.first(query, "after");
        byte[] page = new ItemPage(after, limit(query), isAscending(query)).of(response);
        if (page == null) {
            throw fault(
                    Kind.INVALID_REQUEST,
                    "after: " + shown(String.valueOf(after))
                            + " (expected: the id of one of the response's input items)",
                    "after");
        }
        return page;
    }

    private static int limit(@Nullable String query) {
        String told = QueryString.first(query, "limit");
        if (told == null) {
            return LIMIT;
        }
        if (!told.matches("[0-9]{1,3}") || Integer.parseInt(told) < 1 || Integer.parseInt(told) > LIMIT_MAX) {
            throw fault(Kind.INVALID_REQUEST, "limit: " + shown(told) + " (expected: 1 to " + LIMIT_MAX + ")", "limit");
        }
        return Integer.parseInt(told);
    }

    private static boolean isAscending(@Nullable String query) {
        String told = QueryString.first(query, "order");
        if (told != null && !told.equals("asc") && !told.equals("desc")) {
            throw fault(Kind.INVALID_REQUEST, "order: " + shown(told) + " (expected: asc or desc)", "order");
        }
        return "asc".equals(told);
    }

    private static FaultException fault(Kind kind, String message, String param) {
        return new FaultException(GatewayFault.of(kind, message, param));
    }

    private static String shown(String text) {
        return text.length() <= LIMIT_MAX ? text : text.substring(0, LIMIT_MAX) + "...";
    }
}
