package io.penstock.benchmarks.load;

import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The subject's figures beside the project's goals, a row each: median, least and most over the rounds, and whether the median
 * holds. A row whose peer did not run says so with dashes.
 */
final class Goals {
    private static final String HAPROXY = "haproxy";
    private static final String NGINX = "nginx";
    private static final String RELAY = "relay";
    /** Nagle meeting a delayed acknowledgement shows as a mode here. */
    private static final long NAGLE_FROM_NANOS = 35_000_000;

    private static final long NAGLE_TO_NANOS = 50_000_000;

    private final Findings findings;
    private final String subject;
    private final StringBuilder out;

    Goals(Findings findings, StringBuilder out) {
        this.findings = findings;
        this.subject = findings.subject();
        this.out = out;
    }

    void append() {
        out.append("### Goals: ").append(subject).append("\n\n");
        out.append("| goal | figure | median | min | max | goal | holds |\n|---|---|--:|--:|--:|--:|---|\n");
        requests();
        identity();
        streams();
        latency();
        translation();
        prompts();
        memory();
    }

    private void requests() {
        Rounds rounds = findings.of(Profile.REQUESTS);
        ToDoubleFunction<Sample> cpu = Sample::cpuMicrosPerRequest;
        atMost("G1", "CPU per request / HAProxy", rounds.ratio(subject, HAPROXY, cpu), 2, 1.5);
        atMost("G2", "CPU us per request above the relay", rounds.difference(subject, RELAY, cpu), 1, 8);
    }

    private void identity() {
        Spread ratio = findings.of(Profile.REQUESTS).ratio(subject, EndToEnd.ANONYMOUS, Sample::cpuMicrosPerRequest);
        atMost("JWT", "CPU per request with a known token / anonymous", ratio, 2, 1.1);
    }

    private void streams() {
        Rounds busy = findings.of(Profile.BUSY);
        Rounds calm = findings.of(Profile.CALM);
        ToDoubleFunction<Sample> cpu = Sample::cpuMicrosPerLoneEvent;
        atMost("G3", "CPU per event / nginx, 50,000 events/s", busy.ratio(subject, NGINX, cpu), 2, 1.4);
        atMost("G3", "CPU per event / nginx, 5,000 events/s", calm.ratio(subject, NGINX, cpu), 2, 2);
        atLeast(
                "G3",
                "reads per event, 50,000 events/s",
                busy.spread(subject, Sample::readsPerEvent),
                Sample.READS_PER_EVENT_MIN);
        atLeast(
                "G3",
                "reads per event, 5,000 events/s",
                calm.spread(subject, Sample::readsPerEvent),
                Sample.READS_PER_EVENT_MIN);
        atLeast(
                "G3",
                "the same of the relay: below, the machine is too busy",
                busy.spread(RELAY, Sample::readsPerEvent),
                Sample.READS_PER_EVENT_MIN);
        double refused = busy.refused(subject) + calm.refused(subject);
        atMost("G4", "windows that lost an event", Spread.of(DoubleStream.of(refused)), 0, 0);
        atMost(
                "G4",
                "event delay p50 / nginx, 50,000 events/s",
                busy.ratio(subject, NGINX, Sample::delayMicros),
                2,
                1.2);
        atMost(
                "G4",
                "event delay p50 / nginx, 5,000 events/s",
                calm.ratio(subject, NGINX, Sample::delayMicros),
                2,
                1.2);
        Spread nagle = calm.spread(subject, sample -> 100 * sample.delays().share(NAGLE_FROM_NANOS, NAGLE_TO_NANOS));
        atMost("G4", "% of events delayed about 40 ms, 5,000 events/s", nagle, 3, 0.1);
    }

    private void translation() {
        Spread ratio = findings.of(Profile.TRANSLATED).ratio(subject, EndToEnd.RELAYING, Sample::cpuMicrosPerLoneEvent);
        atMost("G6", "CPU per event, translated / relayed, 20,000 events/s", ratio, 2, 2);
    }

    private void latency() {
        Spread added = findings.of(Profile.LATENCY)
                .difference(subject, RELAY, sample -> Sample.micros(sample.latencies(), 0.5));
        atMost("G5", "p50 us above the relay, 1 connection", added, 1, 10);
        Spread first =
                findings.of(Profile.FIRST).ratio(subject, HAPROXY, sample -> Sample.micros(sample.firsts(), 0.5));
        atMost("G5", "time to first output event / HAProxy", first, 2, 1.15);
    }

    private void prompts() {
        Rounds small = findings.of(Profile.REQUESTS);
        ToDoubleFunction<Sample> cpu = Sample::cpuMicrosPerRequest;
        Spread middle = small.slopeRatio(findings.of(Profile.PROMPT_100K), subject, HAPROXY, cpu);
        Spread large = small.slopeRatio(findings.of(Profile.PROMPT_1M), subject, HAPROXY, cpu);
        atMost("G7", "CPU per KB of prompt / HAProxy, to 100 KB", middle, 2, 1.5);
        atMost("G7", "CPU per KB of prompt / HAProxy, to 1 MB", large, 2, 1.5);
        findings.allocatedPerRequest().forEach((profile, bytes) -> {
            double goal = 4096 + 128.0 * profile.shape().promptBytes() / 65_536;
            atMost("G7", "bytes allocated: " + profile.title(), Spread.of(DoubleStream.of(bytes)), 0, goal);
        });
    }

    private void memory() {
        Map<String, Memory.Bodies> bodies = findings.bodies();
        if (bodies.containsKey(subject)) {
            Spread excess = Spread.of(DoubleStream.of(bodies.get(subject).excess()));
            atMost("G8", "peak / (idle + 500 bodies of 150 KB)", excess, 2, 1.25);
        }
        held();
        atMost("G10", "ms from start to the first 200, anonymous", findings.startMillis(), 0, 250);
        Spread steady = findings.of(Profile.STEADY).spread(subject, sample -> sample.residentKib() / 1024.0);
        atMost("G10", "RSS MiB, 32 connections", steady, 0, 128);
    }

    private void held() {
        Memory.Held ours = findings.held().get(subject);
        Memory.Held nginx = findings.held().get(NGINX);
        if (ours == null) {
            return;
        }
        Spread live = Spread.of(DoubleStream.of(ours.liveBytesPerStream() / 1024));
        atMost("G9", "live heap KiB per held stream (direct memory not counted)", live, 1, 6);
        if (nginx != null) {
            double ratio = ours.residentKibPerStream() / nginx.residentKibPerStream();
            atMost("G9", "RSS per held stream / nginx", Spread.of(DoubleStream.of(ratio)), 2, 1);
        }
    }

    private void atMost(String goal, String figure, Spread spread, int decimals, double limit) {
        row(goal, figure, spread, decimals, "<= " + number(limit), !spread.isEmpty() && spread.median() <= limit);
    }

    private void atLeast(String goal, String figure, Spread spread, double limit) {
        row(goal, figure, spread, 2, ">= " + number(limit), !spread.isEmpty() && spread.median() >= limit);
    }

    private void row(String goal, String figure, Spread spread, int decimals, String limit, boolean holds) {
        String verdict = spread.isEmpty() ? "-" : holds ? "yes" : "no";
        out.append(String.format(
                Locale.ROOT, "| %s | %s | %s | %s | %s |%n", goal, figure, spread.cells(decimals), limit, verdict));
    }

    private static String number(double value) {
        return value >= 100 || value == Math.rint(value) ? Long.toString(Math.round(value)) : Double.toString(value);
    }
}
