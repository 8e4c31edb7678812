package io.penstock.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.matrix.Said.Answer;
import io.penstock.matrix.Said.Broken;
import io.penstock.matrix.Said.Refused;
import io.penstock.matrix.Said.Tokens;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is lost of an answer. Lost is what is not there; what is there and wrong fails the test. */
final class Judged {
    private static final int SERVER_ERROR = 500;

    private Judged() {}

    /** What is not there of what should have been said. */
    static Set<Aspect> lost(String provider, Feature feature, boolean isStreamed, Said said) {
        return switch (feature) {
            case ERROR -> ofRefusal(said, Script.retryAfter(provider));
            case DEATH -> ofDeath(said, isStreamed);
            default -> ofAnswer(Words.answer(feature), said);
        };
    }

    private static Set<Aspect> ofAnswer(Answer expected, Said said) {
        assertThat(said).as("%s", said).isInstanceOf(Answer.class);
        Answer answer = (Answer) said;
        Set<Aspect> lost = EnumSet.noneOf(Aspect.class);
        compare(lost, Aspect.TEXT, answer.text(), expected.text(), "");
        compare(lost, Aspect.REASONING, answer.reasoning(), expected.reasoning(), "");
        compare(lost, Aspect.CALLS, answer.calls(), expected.calls(), List.of());
        compare(lost, Aspect.FINISH, answer.finish(), expected.finish(), Said.Finish.OTHER);
        tokens(lost, answer.tokens());
        return lost;
    }

    private static void tokens(Set<Aspect> lost, @Nullable Tokens tokens) {
        if (tokens == null) {
            lost.add(Aspect.USAGE);
            return;
        }
        compare(lost, Aspect.CACHED, tokens.cached(), Words.TOKENS.cached(), 0L);
        assertThat(new Tokens(tokens.input(), Words.TOKENS.cached(), tokens.output()))
                .isEqualTo(Words.TOKENS);
    }

    private static Set<Aspect> ofRefusal(Said said, String retryAfter) {
        assertThat(said).as("%s", said).isInstanceOf(Refused.class);
        Refused refused = (Refused) said;
        assertThat(refused.status()).isEqualTo(Words.STATUS);
        Set<Aspect> lost = EnumSet.noneOf(Aspect.class);
        if (!refused.message().contains(Words.COMPLAINT)) {
            lost.add(Aspect.COMPLAINT);
        }
        if (refused.retryAfter() != null) {
            compare(lost, Aspect.RETRY_AFTER, refused.retryAfter(), retryAfter, "");
        }
        return lost;
    }

    /** A stream breaks behind the text that was there; of a whole answer nothing had come yet, and it is an error. */
    private static Set<Aspect> ofDeath(Said said, boolean isStreamed) {
        if (!isStreamed) {
            assertThat(said).as("%s", said).isInstanceOf(Refused.class);
            assertThat(((Refused) said).status()).isGreaterThanOrEqualTo(SERVER_ERROR);
            return Set.of();
        }
        assertThat(said).as("%s", said).isInstanceOf(Broken.class);
        String text = ((Broken) said).text();
        assertThat(text).isNotEmpty();
        assertThat(Words.TEXT).startsWith(text);
        return Set.of();
    }

    private static <T> void compare(Set<Aspect> lost, Aspect aspect, T actual, T expected, T absent) {
        if (!actual.equals(expected) && actual.equals(absent)) {
            lost.add(aspect);
            return;
        }
        assertThat(actual).as(aspect.text()).isEqualTo(expected);
    }
}
