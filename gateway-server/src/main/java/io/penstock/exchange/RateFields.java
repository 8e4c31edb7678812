package io.penstock.exchange;

import io.penstock.codec.http.Head;
import io.penstock.limit.Reading;
import io.penstock.relay.AnswerHead;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a client is told where it stands, in the fields that OpenAI has for it. Where a limit of the gateway's counts, a provider's own fields
 * of these names are kept back: they speak of an account that is not the caller's.
 */
final class RateFields {
    private static final List<String> NAMES =
            List.of("x-ratelimit-limit-", "x-ratelimit-remaining-", "x-ratelimit-reset-");
    private static final long SECOND_MILLIS = 1_000;
    private static final long MINUTE_MILLIS = 60 * SECOND_MILLIS;

    private RateFields() {}

    /** Says in {@code head} how two limits stand; null where there is none. */
    static AnswerHead tell(AnswerHead head, @Nullable Reading requests, @Nullable Reading tokens) {
        if (requests != null || tokens != null) {
            keepBack(head);
        }
        if (requests != null) {
            head.field("x-ratelimit-limit-requests", Long.toString(requests.max()))
                    .field("x-ratelimit-remaining-requests", Long.toString(requests.remaining()))
                    .field("x-ratelimit-reset-requests", time(requests.resetNanos()));
        }
        if (tokens != null) {
            head.field("x-ratelimit-limit-tokens", Long.toString(tokens.max()))
                    .field("x-ratelimit-remaining-tokens", Long.toString(tokens.remaining()))
                    .field("x-ratelimit-reset-tokens", time(tokens.resetNanos()));
        }
        return head;
    }

    private static void keepBack(AnswerHead head) {
        Head upstream = head.upstream();
        for (int i = 0; upstream != null && i < upstream.size(); i++) {
            if (Names.prefixOf(upstream, i, NAMES) != null) {
                head.keepBack(i);
            }
        }
    }

    /** A time as OpenAI writes it: {@code 6m0s}, {@code 7.66s}, {@code 12ms}; never less than it is. */
    static String time(long nanos) {
        long millis = (nanos + TimeUnit.MILLISECONDS.toNanos(1) - 1) / TimeUnit.MILLISECONDS.toNanos(1);
        if (millis == 0) {
            return "0s";
        }
        if (millis < SECOND_MILLIS) {
            return millis + "ms";
        }
        String seconds = seconds(millis % MINUTE_MILLIS);
        return millis < MINUTE_MILLIS ? seconds : millis / MINUTE_MILLIS + "m" + seconds;
    }

    private static String seconds(long millis) {
        long rest = millis % SECOND_MILLIS;
        if (rest == 0) {
            return millis / SECOND_MILLIS + "s";
        }
        String digits = Long.toString(rest + SECOND_MILLIS).substring(1);
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return millis / SECOND_MILLIS + "." + digits.substring(0, end) + "s";
    }
}
