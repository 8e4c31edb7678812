package io.penstock.exchange;

import io.penstock.codec.http.Field;
import io.penstock.codec.http.Head;
import io.penstock.relay.AnswerHead;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which fields of a provider's answer a client gets: those that its official clients read, and none that name an account. */
final class AnswerFields {
    private static final Set<Field> PASSED = EnumSet.of(
            Field.CONTENT_TYPE,
            Field.CONTENT_ENCODING,
            Field.CONTENT_DISPOSITION,
            Field.CONTENT_LANGUAGE,
            Field.RETRY_AFTER,
            Field.RETRY_AFTER_MS);
    private static final Set<@Nullable Field> KEPT_BACK = Collections.unmodifiableSet(
            new HashSet<>(List.of(Field.SET_COOKIE, Field.CONTENT_LENGTH, Field.DATE, Field.X_REQUEST_ID)));
    private static final Set<Field> CONTENT =
            EnumSet.of(Field.CONTENT_TYPE, Field.CONTENT_ENCODING, Field.CONTENT_DISPOSITION, Field.CONTENT_LANGUAGE);
    private static final List<String> PASSED_PREFIXES =
            List.of("x-ratelimit-", "ratelimit", "x-should-retry", "openai-", "anthropic-");
    private static final List<String> KEPT_BACK_PREFIXES =
            List.of("openai-organization", "openai-project", "anthropic-organization");
    private static final List<String> UPSTREAM_IDS =
            List.of("x-request-id", "request-id", "apim-request-id", "x-amzn-requestid");

    /** The field in which a client gets the id that the provider gave to the request. */
    static final String UPSTREAM_ID = "x-upstream-request-id";

    private AnswerFields() {}

    /** Passes the allowed fields of {@code answer} on in {@code head}; not its coding where that was taken off. */
    static void pass(Head answer, AnswerHead head, boolean isInflated) {
        for (int i = 0; i < answer.size(); i++) {
            boolean isCoding = isInflated && answer.field(i) == Field.CONTENT_ENCODING;
            if (isPassed(answer, i) && !answer.isHopByHop(i) && !isCoding) {
                head.pass(answer, i);
            }
        }
    }

    /** Passes the allowed fields of {@code answer} on that say nothing of its body: the client gets another one. */
    static void passWithoutContent(Head answer, AnswerHead head) {
        for (int i = 0; i < answer.size(); i++) {
            Field field = answer.field(i);
            boolean isContent = field != null && CONTENT.contains(field);
            if (isPassed(answer, i) && !answer.isHopByHop(i) && !isContent) {
                head.pass(answer, i);
            }
        }
    }

    /** After how many seconds the provider asks to be called again (RFC 9110 10.2.3, a number); 0 where it does not say. */
    static long retryAfterSeconds(Head answer) {
        String value = answer.first(Field.RETRY_AFTER);
        return value != null && value.matches("[0-9]{1,9}") ? Long.parseLong(value) : 0;
    }

    /** Passes all of {@code answer} on that is not hop-by-hop, sets no cookie and is not the gateway's to say. */
    static void passAll(Head answer, AnswerHead head) {
        for (int i = 0; i < answer.size(); i++) {
            boolean isKept = KEPT_BACK.contains(answer.field(i)) || Names.is(answer, i, UPSTREAM_ID);
            if (!answer.isHopByHop(i) && !isKept) {
                head.pass(answer, i);
            }
        }
    }

    private static boolean isPassed(Head answer, int i) {
        Field field = answer.field(i);
        if (field != null && PASSED.contains(field)) {
            return true;
        }
        return Names.prefixOf(answer, i, PASSED_PREFIXES) != null
                && Names.prefixOf(answer, i, KEPT_BACK_PREFIXES) == null;
    }

    /** The id that the provider gave to the request, null where it gave none. */
    static @Nullable String upstreamId(Head answer) {
        for (int i = 0; i < answer.size(); i++) {
            String prefix = Names.prefixOf(answer, i, UPSTREAM_IDS);
            if (prefix != null && answer.nameEnd(i) - answer.nameStart(i) == prefix.length()) {
                return answer.value(i);
            }
        }
        return null;
    }
}
