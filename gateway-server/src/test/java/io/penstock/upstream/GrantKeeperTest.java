package io.penstock.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.penstock.codec.http.HttpMethod;
import io.penstock.credential.Authorization;
import io.penstock.credential.CredentialKind;
import io.penstock.credential.GrantStep;
import io.penstock.credential.GrantStep.Ask;
import io.penstock.credential.GrantStep.GrantCall;
import io.penstock.credential.GrantStep.Granted;
import io.penstock.credential.GrantStep.Refused;
import io.penstock.credential.GrantedCredential;
import io.penstock.credential.KeyCredential;
import io.penstock.credential.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** On a frozen clock, with a grantor whose calls the test answers. */
final class GrantKeeperTest {
    private static final long HOUR = 3600;
    private static final String CANARY = "canary-0123456789-canary";

    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel thread =
            EmbeddedChannel.builder().ticker(ticker).build();
    private final Clock clock = Clock.fixed(Instant.ofEpochSecond(1_767_323_045), ZoneOffset.UTC);
    private final List<GrantCall> calls = new ArrayList<>();
    private final List<FetchListener> unanswered = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Scripted credential = new Scripted();
    private final GrantKeeper keeper =
            new GrantKeeper(credential, "vertex", thread.eventLoop(), clock, (call, listener) -> {
                calls.add(call);
                unanswered.add(listener);
            });

    /** Wants so many calls, the last of which answers "TOKEN SECONDS". */
    private static final class Scripted implements GrantedCredential {
        private int steps = 1;
        private @Nullable IOException unreadable;
        private @Nullable RuntimeException defect;

        @Override
        public String grantor() {
            return "someone";
        }

        @Override
        public GrantStep begin(long nowSeconds) throws IOException {
            if (unreadable != null) {
                throw unreadable;
            }
            return ask(steps);
        }

        private Ask ask(int left) {
            GrantCall call =
                    new GrantCall(HttpMethod.POST, URI.create("https://grantor.example/" + left), Map.of(), CANARY);
            return new Ask(call, (status, body, now) -> read(left, status, body));
        }

        private GrantStep read(int left, int status, byte[] body) {
            if (defect != null) {
                throw defect;
            }
            if (status != 200) {
                return new Refused("status " + status);
            }
            String[] words = new String(body, StandardCharsets.US_ASCII).split(" ", -1);
            return left > 1
                    ? ask(left - 1)
                    : new Granted(
                            new KeyCredential(CredentialKind.BEARER, Secret.of(words[0])), Long.parseLong(words[1]));
        }
    }

    @BeforeEach
    void listenToTheLog() {
        log.start();
        ((Logger) LoggerFactory.getLogger(GrantKeeper.class)).addAppender(log);
    }

    @AfterEach
    void closeThread() {
        ((Logger) LoggerFactory.getLogger(GrantKeeper.class)).detachAppender(log);
        thread.close();
    }

    private void run() {
        thread.runPendingTasks();
    }

    private void pass(double seconds) {
        ticker.advance((long) (seconds * 1e9), TimeUnit.NANOSECONDS);
        run();
    }

    private void answer(int status, String body) {
        unanswered.remove(0).onFetched(status, body.getBytes(StandardCharsets.US_ASCII));
        run();
    }

    private void await() {
        keeper.await(thread.eventLoop(), new GrantListener() {
            @Override
            public void onAuthorized(@Nullable Authorization authorization) {
                told.add(authorization instanceof KeyCredential key ? key.headerValue() : "nothing");
            }

            @Override
            public void onUnauthorized() {
                told.add("unauthorized");
            }
        });
        run();
    }

    private @Nullable String now() {
        return keeper.now() instanceof KeyCredential key ? key.headerValue() : null;
    }

    private void granted(String token, long seconds) {
        keeper.start();
        run();
        answer(200, token + " " + seconds);
        assertThat(now()).isEqualTo("Bearer " + token);
    }

    @Test
    void asksOnceHoweverManyWait() {
        keeper.start();
        await();
        await();
        await();

        assertThat(calls).hasSize(1);
        assertThat(told).isEmpty();

        answer(200, "t1 3600");

        assertThat(told).containsExactly("Bearer t1", "Bearer t1", "Bearer t1");
        await();
        assertThat(told).hasSize(4);
        assertThat(calls).hasSize(1);
    }

    @Test
    void asksAgainWhenFourFifthsOfTheLifeAreOver() {
        granted("t1", HOUR);

        pass(0.75 * HOUR - 1);
        assertThat(calls).hasSize(1);
        pass(0.05 * HOUR + 1);
        assertThat(calls).hasSize(2);
        assertThat(now()).isEqualTo("Bearer t1");

        answer(200, "t2 3600");
        assertThat(now()).isEqualTo("Bearer t2");
        pass(0.8 * HOUR);
        assertThat(calls).hasSize(3);
    }

    @Test
    void whatIsThereServesWhileAskingFailsUntilItHasExpired() {
        granted("t1", HOUR);
        pass(0.8 * HOUR);
        answer(503, "");
        await();

        assertThat(told).containsExactly("Bearer t1");

        pass(0.2 * HOUR - 11);
        assertThat(now()).isEqualTo("Bearer t1");
        pass(2);
        assertThat(now()).isNull();
    }

    @Test
    void isAskedLessOftenTheMoreItFails() {
        keeper.start();
        run();
        int seconds = 1;
        for (int failures = 1; failures <= 10; failures++) {
            answer(503, "");
            pass(seconds - 0.1);
            assertThat(calls).hasSize(failures);
            pass(0.1);
            assertThat(calls).hasSize(failures + 1);
            seconds = Math.min(60, seconds * 2);
        }
        answer(200, "t1 3600");

        assertThat(now()).isEqualTo("Bearer t1");
    }

    @Test
    void whoComesWhileItIsBackedOffIsToldAtOnce() {
        keeper.start();
        run();
        await();
        answer(503, "");
        assertThat(told).containsExactly("unauthorized");

        await();

        assertThat(told).containsExactly("unauthorized", "unauthorized");
        assertThat(calls).hasSize(1);
        pass(1);
        await();
        answer(200, "t1 60");
        assertThat(told).containsExactly("unauthorized", "unauthorized", "Bearer t1");
    }

    @Test
    void aCallThatIsNotAnsweredIsAFailureToo() {
        keeper.start();
        await();

        unanswered.remove(0).onFailed(FetchFailure.TIMED_OUT);
        run();

        assertThat(told).containsExactly("unauthorized");
        assertThat(log.list).hasSize(1);
        assertThat(log.list.get(0).getKeyValuePairs().toString()).contains("grantor.example: timed out");
    }

    @Test
    void aGrantMayTakeThreeCallsButNotFive() {
        credential.steps = 3;
        keeper.start();
        run();
        answer(200, "");
        answer(200, "");
        answer(200, "t1 60");
        assertThat(now()).isEqualTo("Bearer t1");

        credential.steps = 5;
        pass(48);
        for (int i = 0; i < 4; i++) {
            answer(200, "");
        }

        assertThat(calls).hasSize(3 + 4);
        assertThat(unanswered).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadIsTriedAgain() {
        credential.unreadable = new NoSuchFileException("/var/run/" + CANARY);
        keeper.start();
        run();
        assertThat(calls).isEmpty();

        credential.unreadable = null;
        pass(1);

        assertThat(calls).hasSize(1);
        assertThat(log.list.get(0).getKeyValuePairs().toString())
                .contains("NoSuchFileException")
                .doesNotContain(CANARY);
    }

    @Test
    void aDefectLeavesNobodyWaiting() {
        credential.defect = new IllegalStateException("defect");
        keeper.start();
        await();

        try {
            answer(200, "t1 60");
        } catch (IllegalStateException expected) {
            run();
        }

        assertThat(told).containsExactly("unauthorized");
        credential.defect = null;
        pass(1);
        answer(200, "t2 60");
        assertThat(now()).isEqualTo("Bearer t2");
    }

    @Test
    void aShortLifeIsNotAskedForWithoutPause() {
        granted("t1", 1);

        pass(0.9);
        assertThat(now()).isNull();
        assertThat(calls).hasSize(1);
        pass(0.1);
        assertThat(calls).hasSize(2);
    }

    @Test
    void oneThatIsRetiredAsksOnlyForWhoWaits() {
        granted("t1", 100);
        keeper.retire();

        pass(1000);
        assertThat(calls).hasSize(1);
        assertThat(now()).isNull();
        await();
        answer(200, "t2 100");
        assertThat(told).containsExactly("Bearer t2");
        pass(1000);
        assertThat(calls).hasSize(2);
    }

    @Test
    void logsOnceThatItFailsAndOnceThatItWorksAgainAndNoSecret() {
        keeper.start();
        run();
        answer(503, CANARY);
        pass(1);
        answer(503, CANARY);
        pass(2);
        answer(200, CANARY + " 60");

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("a credential is not granted", "a credential is granted again");
        assertThat(log.list)
                .allSatisfy(event -> assertThat(event.getMessage() + event.getKeyValuePairs())
                        .doesNotContain("canary"));
        assertThat(log.list.get(0).getKeyValuePairs().toString())
                .contains("vertex")
                .contains("someone")
                .contains("status 503");
    }
}
