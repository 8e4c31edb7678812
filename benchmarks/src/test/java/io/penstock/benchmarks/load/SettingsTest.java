package io.penstock.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @Test
    void readsPeersAndOptionsInAnyOrder() {
        Settings settings = Settings.parse(
                List.of("nginx:8080:12,13", "--rounds", "9", "--start-command", "line", "relay:8081:14"));

        assertThat(settings.rounds()).isEqualTo(9);
        assertThat(settings.startCommand()).isEqualTo(Path.of("line"));
        assertThat(settings.peers())
                .containsExactly(new Peer("nginx", 8080, List.of(12L, 13L)), new Peer("relay", 8081, List.of(14L)));
    }

    @Test
    void whoeverIsMeasuredIsShownTheSameToken() {
        Settings settings = Settings.parse(List.of("nginx:1:2", "--token", "abc", "relay:3:4"));

        assertThat(settings.peers()).extracting(Peer::credential).containsExactly("abc", "abc");
    }

    @Test
    void keepsFiveRoundsBesideTheOneThatIsDropped() {
        assertThat(Settings.parse(List.of("relay:1:2")).rounds()).isEqualTo(6);
    }

    @Test
    void quickIsShorter() {
        Settings quick = Settings.parse(List.of("--quick", "relay:1:2"));

        assertThat(quick.windowMillis())
                .isLessThan(Settings.parse(List.of("relay:1:2")).windowMillis());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--fast", "relay:8080", "relay:x:1", "relay:1:"})
    void refusesWhatIsNeitherOptionNorPeer(String argument) {
        assertThatThrownBy(() -> Settings.parse(List.of(argument))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesASingleRoundBecauseTheFirstIsDropped() {
        assertThatThrownBy(() -> Settings.parse(List.of("--rounds", "1", "relay:1:2")))
                .hasMessageContaining("rounds: 1");
    }
}
