package io.penstock.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GatewayKeysTest {
    private final HandClock clock = new HandClock();
    private final GatewayKeys keys = new GatewayKeys(clock);
    private final String text = Keys.text();

    /** A clock that is set by hand. */
    private static final class HandClock extends Clock {
        private Instant now = Keys.NOW;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private Verdict check(String credential) {
        return keys.check(Credential.of(credential), "192.0.2.1", late -> Assertions.fail("a key is judged at once"));
    }

    private void know(GatewayKey... known) {
        keys.swap(List.of(known));
    }

    private static Verdict refused(String why) {
        return new Verdict.Refused("gateway key: " + why);
    }

    private GatewayKey revoked(GatewayKey key) {
        return new GatewayKey(key.id(), key.terms(), key.issued(), key.createdAt(), key.expiresAt(), clock.now);
    }

    private GatewayKey rotated(String old, String next, @Nullable Instant endsAt) {
        return new GatewayKey(
                Keys.id(old),
                Keys.TERMS,
                List.of(new GatewayKey.Issued(KeyHash.of(old), endsAt), new GatewayKey.Issued(KeyHash.of(next), null)),
                Keys.NOW,
                null,
                null);
    }

    @Test
    void aKnownKeyTellsWhoCallsAndWhatThatOneMay() {
        know(Keys.issued(text, null));

        assertThat(check(text))
                .isEqualTo(new Verdict.Known(new Identity(
                        "anna",
                        Keys.id(text),
                        "blue",
                        Set.of(Role.INFERENCE, Role.MODELS),
                        List.of("openai/*"),
                        Set.of("openai"),
                        new Identity.Grant(10, 1000, 2))));
    }

    @Test
    void anotherSecretUnderTheSameIdIsUnknown() {
        know(Keys.issued(text, null));

        assertThat(check(Keys.another(text))).isEqualTo(refused("unknown"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"psk_", "psk_' OR (SELECT pg_sleep(8))--", "psk_4f7k2m9qxw_short"})
    void whatIsNoWholeKeyIsRefusedBeforeAnythingIsKnown(String credential) {
        assertThat(keys.isMine(Credential.of(credential))).isTrue();
        assertThat(check(credential)).isEqualTo(refused("malformed"));
    }

    @Test
    void untilTheStoreWasReadNothingCanBeJudged() {
        assertThat(keys.isReady()).isFalse();
        assertThat(check(text)).isEqualTo(new Verdict.Unavailable(1));

        know();

        assertThat(keys.isReady()).isTrue();
        assertThat(check(text)).isEqualTo(refused("unknown"));
    }

    @Test
    void aKeyIsGoodUntilTheMillisecondThatItExpires() {
        know(Keys.issued(text, Keys.NOW.plusMillis(1)));

        assertThat(check(text)).isInstanceOf(Verdict.Known.class);
        clock.now = Keys.NOW.plusMillis(1);
        assertThat(check(text)).isEqualTo(refused("expired"));
        clock.now = Keys.NOW.plus(Duration.ofDays(9));
        assertThat(check(text)).isEqualTo(refused("expired"));
    }

    @Test
    void aKeyThatWasTakenBackIsGoodNoMoreWhateverElseIsSaidOfIt() {
        know(revoked(Keys.issued(text, Keys.NOW.plusSeconds(60))));
        assertThat(check(text)).isEqualTo(refused("revoked"));

        clock.now = Keys.NOW.plusSeconds(61);
        assertThat(check(text)).isEqualTo(refused("revoked"));
    }

    @Test
    void aSnapshotTakesThePlaceOfTheOneBeforeAsAWhole() {
        String other = Keys.text();
        know(Keys.issued(text, null));

        know(Keys.issued(other, null));

        assertThat(check(text)).isEqualTo(refused("unknown"));
        assertThat(check(other)).isInstanceOf(Verdict.Known.class);
    }

    @Test
    void aReplacedKeyIsGoodForItsGraceAndTheNewOneFromTheStart() {
        String next = Keys.another(text);
        know(rotated(text, next, Keys.NOW.plusSeconds(1)));

        assertThat(check(text)).isEqualTo(check(next)).isInstanceOf(Verdict.Known.class);
        clock.now = Keys.NOW.plusSeconds(1);
        assertThat(check(text)).isEqualTo(refused("replaced by a rotation"));
        assertThat(check(next)).isInstanceOf(Verdict.Known.class);
    }

    @Test
    void aGraceDoesNotOutliveTheKey() {
        GatewayKey key = rotated(text, Keys.another(text), Keys.NOW.plusSeconds(9));
        know(new GatewayKey(key.id(), key.terms(), key.issued(), key.createdAt(), Keys.NOW, null));

        assertThat(check(text)).isEqualTo(refused("expired"));
    }

    @Test
    void credentialsOfOthersAreLeftToOthers() {
        assertThat(keys.isMine(Credential.of("eyJhbGciOiJSUzI1NiJ9.e30.c2ln"))).isFalse();
        assertThat(keys.isMine(Credential.of("' OR (SELECT pg_sleep(8))--"))).isFalse();
    }

    @Test
    void neitherHashNorKeyPrintsWhatItIsKnownBy() {
        assertThat(Keys.issued(text, null).toString()).doesNotContain(text.substring(15));
        assertThat(KeyHash.of(text)).hasToString("KeyHash");
    }
}
