package io.penstock.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.KeysConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The watch alone, with a store that does what the test says; with a real one: {@code store.WatchedStoreTest}. */
final class KeyWatchTest {
    private static final KeysConfig FAST = new KeysConfig(true, Duration.ofMillis(10));
    private static final KeysConfig SLOW = new KeysConfig(true, Duration.ofHours(1));

    private final ScriptedStore store = new ScriptedStore();
    private final GatewayKeys keys = new GatewayKeys(Clock.systemUTC());
    private final KeyWatch watch = new KeyWatch(store, keys);
    private final String text = Keys.text();

    /** A store in memory. */
    private static final class ScriptedStore implements KeyStore {
        private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
        private volatile String version = "1";
        private volatile List<GatewayKey> keys = List.of();
        private volatile @Nullable StoreException failure;
        private volatile @Nullable RuntimeException defect;
        private volatile boolean isClosed;

        @Override
        public String version() throws StoreException {
            calls.add("version");
            if (defect != null) {
                throw defect;
            }
            if (failure != null) {
                throw failure;
            }
            return version;
        }

        @Override
        public Listing list() {
            calls.add("list");
            return new Listing(keys, List.of());
        }

        @Override
        public void insert(GatewayKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean revoke(String id, Instant at) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean rotate(String id, KeyHash next, Instant endsAt) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            isClosed = true;
        }

        /** Returns when it has been asked three times from now on: the second found what the test has said, and has been worked in. */
        void awaitTicks() throws InterruptedException {
            calls.clear();
            for (int versions = 0; versions < 3; ) {
                String call = calls.poll(10, TimeUnit.SECONDS);
                assertThat(call).isNotNull();
                versions += "version".equals(call) ? 1 : 0;
            }
        }
    }

    @AfterEach
    void close() {
        watch.close();
    }

    private Verdict check() {
        return keys.check(Credential.of(text), "192.0.2.1", late -> {});
    }

    @Test
    void isSilentUntilItFollows() {
        assertThat(store.calls).isEmpty();
        assertThat(keys.isReady()).isFalse();
    }

    @Test
    void readsTheKeysAgainOnlyWhenTheyHaveChanged() throws InterruptedException {
        watch.follow(FAST);
        store.awaitTicks();
        store.awaitTicks();
        assertThat(store.calls).doesNotContain("list");
        assertThat(check()).isInstanceOf(Verdict.Refused.class);

        store.keys = List.of(Keys.issued(text, null));
        store.version = "2";
        store.awaitTicks();

        assertThat(check()).isInstanceOf(Verdict.Known.class);
    }

    @Test
    void keepsWhatItKnowsWhileTheStoreFailsAndGoesOnAfterwards() throws InterruptedException {
        store.keys = List.of(Keys.issued(text, null));
        watch.follow(FAST);
        store.awaitTicks();

        store.failure = new StoreException("down");
        store.keys = List.of();
        store.version = "2";
        store.awaitTicks();
        assertThat(check()).isInstanceOf(Verdict.Known.class);

        store.failure = null;
        store.awaitTicks();
        assertThat(check()).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aDefectOfTheStoreDoesNotEndTheWatch() throws InterruptedException {
        store.defect = new IllegalStateException("defect");
        watch.follow(FAST);
        store.awaitTicks();

        store.defect = null;
        store.awaitTicks();

        assertThat(keys.isReady()).isTrue();
    }

    @Test
    void looksAtOnceWhenTheConfigurationIsAnotherAndThenAsOftenAsThatSays() throws InterruptedException {
        watch.follow(SLOW);
        assertThat(store.calls.poll(10, TimeUnit.SECONDS)).isEqualTo("version");
        assertThat(store.calls.poll(10, TimeUnit.SECONDS)).isEqualTo("list");

        watch.follow(FAST);

        store.awaitTicks();
    }

    @Test
    void closesItsStoreAndKeepsWhatIsKnown() throws InterruptedException {
        store.keys = List.of(Keys.issued(text, null));
        watch.follow(FAST);
        store.awaitTicks();

        watch.close();

        assertThat(store.isClosed).isTrue();
        assertThat(check()).isInstanceOf(Verdict.Known.class);
    }
}
