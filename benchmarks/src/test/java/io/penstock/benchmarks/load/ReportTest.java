package io.penstock.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final Findings findings = new Findings("gateway", new EnumMap<>(Profile.class));

    @Test
    void setsTheSubjectBesideThePeerThatItsGoalNames() {
        Rounds rounds = new Rounds();
        rounds.add("gateway", sample(28_000));
        rounds.add("haproxy", sample(20_000));
        rounds.add("relay", sample(18_000));
        findings.rounds().put(Profile.REQUESTS, rounds);

        String markdown = new Report(findings).markdown();

        assertThat(markdown)
                .contains("| G1 | CPU per request / HAProxy | 1.40 | 1.40 | 1.40 | <= 1.5 | yes |")
                .contains("| G2 | CPU us per request above the relay | 10.0 | 10.0 | 10.0 | <= 8 | no |")
                .contains("| gateway | 28.0 | 28.0 | 28.0 |");
    }

    @Test
    void leavesOpenWhatHasNoPeerBesideIt() {
        measured(Profile.REQUESTS);

        String markdown = new Report(findings).markdown();

        assertThat(markdown).contains("| G1 | CPU per request / HAProxy | - | - | - | <= 1.5 | - |");
        assertThat(findings.isAnyRefused()).isFalse();
    }

    @Test
    void judgesMemoryAndStart() {
        measured(Profile.STEADY);
        findings.bodies().put("gateway", new Memory.Bodies(50_000, 160_000, 75_000, 0));
        findings.held().put("gateway", new Memory.Held(500, 8, 5_120, 0));
        findings.held().put("nginx", new Memory.Held(500, 16, Double.NaN, 0));
        findings.onStartMillis(Spread.of(DoubleStream.of(240, 260, 230)));

        String markdown = new Report(findings).markdown();

        assertThat(markdown)
                .contains("| G8 | peak / (idle + 500 bodies of 150 KB) | 1.28 | 1.28 | 1.28 | <= 1.25 | no |")
                .contains("| G9 | RSS per held stream / nginx | 0.50 | 0.50 | 0.50 | <= 1 | yes |")
                .contains("| G10 | ms from start to the first 200, anonymous | 240 | 230 | 260 | <= 250 | yes |")
                .contains("| nginx | 500 | 16.0 | - | 0 |");
    }

    @Test
    void saysThatAWindowWasRefused() {
        Rounds rounds = new Rounds();
        Tally tally = new Tally();
        tally.onFailure("status 502");
        rounds.add("gateway", tally.close(1, 1, 1));
        findings.rounds().put(Profile.BUSY, rounds);

        assertThat(findings.isAnyRefused()).isTrue();
        assertThat(new Report(findings).markdown())
                .contains("| G4 | windows that lost an event | 1 | 1 | 1 | <= 0 | no |");
    }

    @Test
    void judgesNobodyInTheGatewaysPlace() {
        Rounds rounds = new Rounds();
        rounds.add("haproxy", sample(20_000));
        findings.rounds().put(Profile.REQUESTS, rounds);

        String markdown = new Report(findings).markdown();

        assertThat(markdown).contains("The gateway did not run").doesNotContain("| G1 |");
    }

    private void measured(Profile profile) {
        Rounds rounds = new Rounds();
        rounds.add("gateway", sample(20_000));
        findings.rounds().put(profile, rounds);
    }

    private static Sample sample(long cpuNanos) {
        Tally tally = new Tally();
        tally.open();
        tally.onEvent(1);
        tally.onAnswer(1);
        return tally.close(1, cpuNanos, 1);
    }
}
