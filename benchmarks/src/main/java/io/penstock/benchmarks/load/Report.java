package io.penstock.benchmarks.load;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Writes what was measured as Markdown: what each proxy did, then {@link Goals}. */
final class Report {
    private final Findings findings;
    private final StringBuilder out = new StringBuilder();

    Report(Findings findings) {
        this.findings = findings;
    }

    String markdown() {
        for (Profile profile : findings.rounds().keySet()) {
            table(profile);
        }
        memory();
        if (findings.isSubjectMeasured()) {
            new Goals(findings, out).append();
        } else {
            line("The " + findings.subject() + " did not run: nothing is held to the goals.");
        }
        return out.toString();
    }

    private void table(Profile profile) {
        boolean stream = profile.shape().stream();
        line("### " + profile.title());
        line("");
        if (stream) {
            line(
                    "| proxy | CPU us/event | min | max | delay p50 us | p99 us | first p50 us | reads/event | events/s | refused |");
            line("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        } else {
            line("| proxy | CPU us/request | min | max | p50 us | p99 us | requests/s | RSS MiB | refused |");
            line("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
        }
        Rounds rounds = findings.of(profile);
        for (String peer : rounds.peers()) {
            line("| " + peer + " | " + (stream ? streamCells(rounds, peer) : jsonCells(rounds, peer)) + " | "
                    + rounds.refused(peer) + " |");
        }
        line("");
    }

    private static String streamCells(Rounds rounds, String peer) {
        return rounds.spread(peer, Sample::cpuMicrosPerEvent).cells(2)
                + " | " + median(rounds, peer, 0, sample -> Sample.micros(sample.delays(), 0.5))
                + " | " + median(rounds, peer, 0, sample -> Sample.micros(sample.delays(), 0.99))
                + " | " + median(rounds, peer, 0, sample -> Sample.micros(sample.firsts(), 0.5))
                + " | " + median(rounds, peer, 2, Sample::readsPerEvent)
                + " | " + median(rounds, peer, 0, Sample::eventsPerSecond);
    }

    private static String jsonCells(Rounds rounds, String peer) {
        return rounds.spread(peer, Sample::cpuMicrosPerRequest).cells(1)
                + " | " + median(rounds, peer, 0, sample -> Sample.micros(sample.latencies(), 0.5))
                + " | " + median(rounds, peer, 0, sample -> Sample.micros(sample.latencies(), 0.99))
                + " | " + median(rounds, peer, 0, Sample::requestsPerSecond)
                + " | " + median(rounds, peer, 0, sample -> sample.residentKib() / 1024.0);
    }

    private void memory() {
        line("### Memory");
        line("");
        line("| proxy | held streams | RSS KiB/stream | live heap B/stream | lost |");
        line("|---|--:|--:|--:|--:|");
        findings.held()
                .forEach((peer, held) -> line(String.format(
                        Locale.ROOT,
                        "| %s | %d | %.1f | %s | %d |",
                        peer,
                        held.streams(),
                        held.residentKibPerStream(),
                        Double.isNaN(held.liveBytesPerStream()) ? "-" : Math.round(held.liveBytesPerStream()),
                        held.failures())));
        line("");
        line("| proxy | idle MiB | bodies MiB | peak MiB | peak / (idle + bodies) | failed |");
        line("|---|--:|--:|--:|--:|--:|");
        findings.bodies()
                .forEach((peer, bodies) -> line(String.format(
                        Locale.ROOT,
                        "| %s | %d | %d | %d | %.2f | %d |",
                        peer,
                        bodies.idleKib() / 1024,
                        bodies.inFlightKib() / 1024,
                        bodies.peakKib() / 1024,
                        bodies.excess(),
                        bodies.failures())));
        line("");
    }

    private static String median(Rounds rounds, String peer, int decimals, ToDoubleFunction<Sample> figure) {
        Spread spread = rounds.spread(peer, figure);
        return spread.isEmpty() ? "-" : String.format(Locale.ROOT, "%." + decimals + "f", spread.median());
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
