package io.penstock.models;

import io.penstock.dialect.Operation;
import io.penstock.provider.Endpoint;
import io.penstock.provider.ModelList;
import io.penstock.provider.Paging;
import io.penstock.upstream.FetchFailure;
import io.penstock.upstream.FetchListener;
import io.penstock.upstream.FetchRequest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One reading of one provider's list, page after page, under a deadline for all of it. Confined to the thread of the models.
 *
 * <p>A list is taken whole or not at all: models would come and go with a provider's bad moments otherwise.
 */
final class ListReading implements FetchListener {
    /** Of one page; the largest list known is OpenRouter's, at somewhat over 1 MB. */
    static final int PAGE_BYTES_MAX = 8 * 1024 * 1024;

    static final int PAGES_MAX = 64;
    static final int MODELS_MAX = 20_000;
    private static final int STATUS_OK = 200;

    /** What comes of a reading: one of the two, once. */
    interface Outcome {
        /** The list is whole. */
        void onRead(List<Model> models);

        /**
         * There is no list.
         *
         * @param status of the provider's answer; 0 where it gave none
         */
        void onFailed(ListFailure failure, int status);
    }

    private final Endpoint endpoint;
    private final Fetcher fetcher;
    private final Outcome outcome;
    private final long deadlineNanos;
    private final ModelList list;
    private final ModelPageReader pages;
    private final Map<String, Model> models = new LinkedHashMap<>();
    private @Nullable String cursor;
    private int pageCount;

    private ListReading(Endpoint endpoint, Fetcher fetcher, long timeoutNanos, Outcome outcome) {
        this.endpoint = endpoint;
        this.fetcher = fetcher;
        this.outcome = outcome;
        this.deadlineNanos = System.nanoTime() + timeoutNanos;
        this.list = endpoint.provider().models();
        this.pages = new ModelPageReader(list);
    }

    /** Begins a reading; {@code outcome} may be called from within. */
    static void start(Endpoint endpoint, Fetcher fetcher, long timeoutNanos, Outcome outcome) {
        String target = endpoint.target(Operation.MODELS);
        if (target == null) {
            outcome.onRead(endpoint.provider().models().known().stream()
                    .map(Model::ofId)
                    .toList());
        } else {
            new ListReading(endpoint, fetcher, timeoutNanos, outcome).ask(target);
        }
    }

    private void ask(String target) {
        long leftNanos = deadlineNanos - System.nanoTime();
        if (leftNanos <= 0) {
            outcome.onFailed(ListFailure.TIMED_OUT, 0);
        } else {
            fetcher.get(endpoint, target, new FetchRequest.Limits(leftNanos, PAGE_BYTES_MAX), this);
        }
    }

    @Override
    public void onFetched(int status, byte[] body) {
        if (status != STATUS_OK) {
            outcome.onFailed(ListFailure.REFUSED, status);
            return;
        }
        try {
            onPage(pages.read(body));
        } catch (IOException unreadable) {
            outcome.onFailed(ListFailure.UNREADABLE, status);
        }
    }

    private void onPage(ModelPage page) {
        int before = models.size();
        page.models().forEach(model -> models.putIfAbsent(model.id(), model));
        pageCount++;
        if (models.size() > MODELS_MAX || pageCount > PAGES_MAX) {
            outcome.onFailed(ListFailure.TOO_LARGE, STATUS_OK);
            return;
        }
        // A server that does not know the parameter gives its first page for ever.
        String next = models.size() == before ? null : next(page);
        if (next == null) {
            outcome.onRead(new ArrayList<>(models.values()));
        } else {
            ask(next);
        }
    }

    private @Nullable String next(ModelPage page) {
        Paging paging = list.paging();
        return switch (paging.style()) {
            case NONE -> null;
            case NUMBER -> target(paging, Integer.toString(pageCount + 1));
            case CURSOR -> {
                String value = page.cursor();
                if (value == null || value.equals(cursor)) {
                    yield null;
                }
                cursor = value;
                yield target(paging, value);
            }
        };
    }

    private String target(Paging paging, String value) {
        String first = endpoint.target(Operation.MODELS);
        char separator = first != null && first.indexOf('?') >= 0 ? '&' : '?';
        return first + separator + paging.parameter() + '=' + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Override
    public void onFailed(FetchFailure failure) {
        outcome.onFailed(
                switch (failure) {
                    case UNREACHABLE, REFUSED, BROKEN -> ListFailure.UNREACHABLE;
                    case TIMED_OUT -> ListFailure.TIMED_OUT;
                    case TOO_LARGE -> ListFailure.TOO_LARGE;
                    case CODED -> ListFailure.UNREADABLE;
                },
                0);
    }
}
