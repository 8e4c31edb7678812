package io.penstock.identity.keyset;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.penstock.config.KeyPlace;
import io.penstock.config.KeyUrl;
import io.penstock.identity.SigningKeys;
import io.penstock.upstream.FetchFailure;
import io.penstock.upstream.FetchListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** On a frozen clock, with an issuer whose answers the test gives. */
final class KeySourceTest {
    private static final String ISSUER = "https://id.example/realms/main";
    private static final String DISCOVERY = ISSUER + "/.well-known/openid-configuration";
    private static final String KEYS = "https://keys.example/jwks?p=1";

    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel thread =
            EmbeddedChannel.builder().ticker(ticker).build();
    private final List<String> asked = new ArrayList<>();
    private final List<FetchListener> unanswered = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir
    private Path files;

    @BeforeEach
    void listenToTheLog() {
        log.start();
        ((Logger) LoggerFactory.getLogger(KeySource.class)).addAppender(log);
    }

    @AfterEach
    void close() {
        ((Logger) LoggerFactory.getLogger(KeySource.class)).detachAppender(log);
        thread.close();
    }

    private KeySource started(KeyPlace place) {
        KeySource source = new KeySource(ISSUER, place, Duration.ofMinutes(10), thread.eventLoop(), (url, listener) -> {
            asked.add(url.toString());
            unanswered.add(listener);
        });
        source.start();
        thread.runPendingTasks();
        return source;
    }

    private KeySource fetched() {
        return started(new KeyPlace.Fetched(KeyUrl.parse(KEYS)));
    }

    private KeySource discovered() {
        return started(new KeyPlace.Discovered(KeyUrl.ofDiscovery(ISSUER)));
    }

    private void answer(int status, String body) {
        unanswered.remove(0).onFetched(status, body.getBytes(StandardCharsets.UTF_8));
        thread.runPendingTasks();
    }

    private void fail() {
        unanswered.remove(0).onFailed(FetchFailure.TIMED_OUT);
        thread.runPendingTasks();
    }

    private void pass(long seconds) {
        ticker.advance(seconds, TimeUnit.SECONDS);
        thread.runScheduledPendingTasks();
        thread.runPendingTasks();
    }

    private static List<String> ids(KeySource source) {
        return Objects.requireNonNull(source.keys()).ids();
    }

    private static String discovery(String issuer, String keys) {
        return "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + keys + "\",\"x\":{\"y\":[1]}}";
    }

    @Test
    void goesWhereTheIssuerSaysItsKeysAre() {
        KeySource source = discovered();
        assertThat(source.keys()).isNull();

        answer(200, discovery(ISSUER, KEYS));
        answer(200, SigningKeys.jwks("ec-256"));

        assertThat(asked).containsExactly(DISCOVERY, KEYS);
        assertThat(ids(source)).containsExactly("ec-256");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "https://id.example/realms/main/ https://keys.example/jwks",
                "https://id.example/realms/Main https://keys.example/jwks",
                "https://id.example https://keys.example/jwks",
                "https://id.example/realms/main http://keys.example/jwks",
                "https://id.example/realms/main file:///etc/passwd",
                "https://id.example/realms/main https://169.254.169.254/latest",
                "https://id.example/realms/main https://metadata.google.internal/",
                "https://id.example/realms/main https://user@keys.example/jwks",
                "https://id.example/realms/main https://keys.example/jwks#a",
                "https://id.example/realms/main /jwks",
                "https://id.example/realms/main ''"
            })
    void doesNotGoWhereItCannotBeTrusted(String issuer, String keys) {
        KeySource source = discovered();

        answer(200, discovery(issuer, keys));

        assertThat(unanswered).isEmpty();
        assertThat(source.keys()).isNull();
    }

    @Test
    void keysOfAnIssuerWithoutTlsMayComeWithout() {
        KeySource source = new KeySource(
                "http://127.0.0.1:1",
                new KeyPlace.Discovered(KeyUrl.ofDiscovery("http://127.0.0.1:1")),
                Duration.ofMinutes(10),
                thread.eventLoop(),
                (url, listener) -> listener.onFetched(
                        200,
                        (url.toString().endsWith("/keys")
                                        ? SigningKeys.jwks("ec-256")
                                        : discovery("http://127.0.0.1:1", "http://127.0.0.1:1/keys"))
                                .getBytes(StandardCharsets.UTF_8)));

        source.start();
        thread.runPendingTasks();

        assertThat(ids(source)).containsExactly("ec-256");
    }

    @Test
    void readsAheadAndOnceMoreFromTheBeginning() {
        KeySource source = discovered();
        answer(200, discovery(ISSUER, KEYS));
        answer(200, SigningKeys.jwks("ec-256"));

        pass(539);
        assertThat(asked).hasSize(2);
        pass(61);
        answer(200, discovery(ISSUER, "https://moved.example/"));
        answer(200, SigningKeys.jwks("ec-256", "ec-384"));

        assertThat(asked).containsExactly(DISCOVERY, KEYS, DISCOVERY, "https://moved.example/");
        assertThat(ids(source)).containsExactly("ec-256", "ec-384");
    }

    @Test
    void keysThatAreReadAgainAndTheSameStayTheSame() {
        KeySource source = fetched();
        answer(200, SigningKeys.jwks());
        KeySet first = source.keys();

        pass(600);
        answer(200, SigningKeys.jwks());

        assertThat(source.keys()).isSameAs(first);
        assertThat(log.list).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>down for maintenance</html>",
                "{}",
                "{\"keys\":[]}",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AA\"}]}"
            })
    void whatIsNoKeySetChangesNothing(String body) {
        KeySource source = fetched();
        answer(200, SigningKeys.jwks("ec-256"));
        pass(600);

        answer(200, body);

        assertThat(ids(source)).containsExactly("ec-256");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 302, 307, 404, 500, 503})
    void anyOtherStatusIsAFailureAndARedirectIsNotFollowed(int status) {
        KeySource source = fetched();
        answer(200, SigningKeys.jwks("ec-256"));
        pass(600);

        answer(status, SigningKeys.jwks("ec-384"));

        assertThat(ids(source)).containsExactly("ec-256");
        assertThat(unanswered).isEmpty();
    }

    @Test
    void afterAFailureItIsTriedAgainSoonAndThenLessOften() {
        KeySource source = fetched();
        for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
            fail();
            pass(seconds - 1);
            assertThat(unanswered).isEmpty();
            pass(1);
            assertThat(unanswered).hasSize(1);
        }
        answer(200, SigningKeys.jwks("ec-256"));

        assertThat(ids(source)).containsExactly("ec-256");
        assertThat(log.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
        pass(539);
        assertThat(unanswered).isEmpty();
        pass(61);
        fail();
        pass(1);
        assertThat(unanswered).as("begins with a second again").hasSize(1);
    }

    @Test
    void whatWasReadServesForAsLongAsTheIssuerIsDown() {
        KeySource source = fetched();
        answer(200, SigningKeys.jwks("ec-256"));

        for (int hours = 0; hours < 24 * 7; hours++) {
            pass(3600);
            if (!unanswered.isEmpty()) {
                fail();
            }
        }

        assertThat(ids(source)).containsExactly("ec-256");
    }

    @Test
    void allWhoWaitForNewerKeysWaitForOneReading() {
        KeySource source = discovered();
        answer(200, discovery(ISSUER, KEYS));
        answer(200, SigningKeys.jwks("ec-256"));
        List<List<String>> seen = new ArrayList<>();

        for (int i = 0; i < 100; i++) {
            assertThat(source.awaitNewer(() -> seen.add(ids(source)))).isTrue();
        }
        thread.runPendingTasks();
        assertThat(asked).as("where they were last").containsExactly(DISCOVERY, KEYS, KEYS);
        assertThat(seen).isEmpty();
        answer(200, SigningKeys.jwks("ec-384"));

        assertThat(seen).hasSize(100).containsOnly(List.of("ec-384"));
    }

    @Test
    void newerKeysAreAskedForEveryThirtySecondsAtMost() {
        KeySource source = fetched();
        answer(200, SigningKeys.jwks("ec-256"));
        List<String> told = new ArrayList<>();
        assertThat(source.awaitNewer(() -> told.add("first"))).isTrue();
        thread.runPendingTasks();
        fail();
        assertThat(told).containsExactly("first");
        int before = asked.size();

        pass(29);
        unanswered.clear();
        assertThat(asked.size() - before).as("tried again after the failure").isLessThanOrEqualTo(5);
        int retried = asked.size();
        for (int i = 0; i < 10_000; i++) {
            source.awaitNewer(() -> told.add("again"));
        }
        thread.runPendingTasks();

        assertThat(asked).hasSize(retried);
    }

    @Test
    void noMoreThanAThousandWait() {
        KeySource source = fetched();
        int waiting = 0;
        for (int i = 0; i < 5000; i++) {
            waiting += source.awaitNewer(() -> {}) ? 1 : 0;
        }
        assertThat(waiting).isEqualTo(1024);
        thread.runPendingTasks();

        answer(200, SigningKeys.jwks());

        assertThat(source.awaitNewer(() -> {})).as("there is room again").isTrue();
    }

    @Test
    void whoWaitsIsToldWhenNoMoreIsRead() {
        KeySource source = fetched();
        List<String> told = new ArrayList<>();
        source.awaitNewer(() -> told.add("over"));
        thread.runPendingTasks();

        source.close();
        thread.runPendingTasks();
        assertThat(told).containsExactly("over");
        fail();

        pass(3600);
        assertThat(asked).hasSize(1);
    }

    @Test
    void readsAFileAgainAsItIsThen() throws IOException {
        Path file = files.resolve("keys.json");
        KeySource source = started(new KeyPlace.Local(file));
        assertThat(source.keys()).isNull();

        Files.writeString(file, SigningKeys.jwks("ec-256"));
        pass(1);
        assertThat(ids(source)).containsExactly("ec-256");

        Files.writeString(file, SigningKeys.jwks("ec-384"));
        pass(600);
        assertThat(ids(source)).containsExactly("ec-384");

        Files.write(file, new byte[2 << 20]);
        pass(600);
        assertThat(ids(source)).containsExactly("ec-384");
        assertThat(asked).isEmpty();
    }

    @Test
    void aDefectIsAFailureLikeAnyOther() {
        List<String> tried = new ArrayList<>();
        KeySource source = new KeySource(
                ISSUER,
                new KeyPlace.Fetched(KeyUrl.parse(KEYS)),
                Duration.ofMinutes(10),
                thread.eventLoop(),
                (url, listener) -> {
                    tried.add(url.toString());
                    if (tried.size() == 1) {
                        throw new IllegalStateException("a test's");
                    }
                    listener.onFetched(200, SigningKeys.jwks("ec-256").getBytes(StandardCharsets.UTF_8));
                });
        source.start();
        thread.runPendingTasks();
        assertThat(tried).hasSize(1);

        pass(1);

        assertThat(ids(source)).containsExactly("ec-256");
    }

    @Test
    void saysOnceWhyKeysCannotBeReadAndNothingOfThem() {
        fetched();
        answer(200, "{\"keys\":[{\"kty\":\"oct\",\"k\":\"canary-0123456789-canary\"}]}");
        pass(1);
        answer(200, "canary-0123456789-canary");

        assertThat(log.list).hasSize(1).allSatisfy(event -> {
            assertThat(event.getKeyValuePairs().toString())
                    .contains("none that can be used")
                    .doesNotContain("canary");
            assertThat(event.getFormattedMessage()).doesNotContain("canary");
        });
    }
}
