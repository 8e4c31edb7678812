package io.penstock.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures proxies that are running beside each other and prints Markdown: the figures of each, then the gateway's against the
 * project's goals. Progress goes to standard error.
 */
public final class EndToEnd {
    /** The proxy that is held to the goals. */
    private static final String SUBJECT = "gateway";

    /** The same proxy where nobody is asked who they are: what identity costs is measured beside it, once it is warm, and nothing else. */
    static final String ANONYMOUS = "gateway, anonymous";

    /** The same proxy before a provider whose dialect is the client's. */
    static final String RELAYING = "gateway, relaying";

    private final Settings settings;
    private final Findings findings;

    private EndToEnd(Settings settings) {
        this.settings = settings;
        this.findings = new Findings(SUBJECT, new EnumMap<>(Profile.class));
    }

    /**
     * Runs all profiles. Ends with status 1 where a window was refused.
     *
     * @param arguments see {@link Settings#parse}
     */
    public static void main(String[] arguments) throws IOException {
        Settings settings = Settings.parse(List.of(arguments));
        EndToEnd run = new EndToEnd(settings);
        run.measure();
        System.out.print(new Report(run.findings).markdown());
        if (run.findings.isAnyRefused()) {
            System.exit(1);
        }
    }

    private void measure() throws IOException {
        run(Profile.STEADY);
        List<Peer> peers = peers(Profile.BUSY);
        for (Peer peer : peers) {
            progress("held streams", peer.name());
            findings.held().put(peer.name(), Memory.held(peer, settings.heldStreams()));
        }
        for (Peer peer : peers) {
            progress("large bodies", peer.name());
            findings.bodies().put(peer.name(), Memory.bodies(peer));
        }
        for (Profile profile : Profile.values()) {
            if (profile == Profile.TRANSLATED) {
                runTranslated();
            } else if (profile != Profile.STEADY) {
                run(profile);
            }
        }
        for (Peer peer : peers) {
            if (peer.name().equals(SUBJECT)) {
                measureAllocation(peer);
            }
        }
        if (settings.startCommand() != null) {
            progress("start", SUBJECT);
            findings.onStartMillis(StartTime.measure(Files.readAllLines(settings.startCommand())));
        }
    }

    private List<Peer> peers(Profile profile) {
        return settings.peers().stream()
                .filter(peer -> isOfAll(profile) || !peer.name().equals(ANONYMOUS))
                .toList();
    }

    private static boolean isOfAll(Profile profile) {
        return profile == Profile.STEADY || profile == Profile.REQUESTS;
    }

    private void measureAllocation(Peer subject) throws IOException {
        Map<Profile, Double> allocated = findings.allocatedPerRequest();
        for (Profile profile : List.of(Profile.REQUESTS, Profile.PROMPT_100K, Profile.PROMPT_1M)) {
            allocated.put(profile, Memory.allocatedPerRequest(subject, profile.shape(), settings.windowMillis()));
        }
    }

    private void run(Profile profile) throws IOException {
        Rounds rounds = new Rounds();
        for (int round = 0; round < settings.rounds(); round++) {
            for (Peer peer : peers(profile)) {
                measure(peer, peer.name(), profile.shape(), profile, round, rounds);
            }
        }
        findings.rounds().put(profile, rounds);
    }

    /** The gateway translates and, beside that, relays as much. */
    private void runTranslated() throws IOException {
        Profile profile = Profile.TRANSLATED;
        Rounds rounds = new Rounds();
        for (int round = 0; round < settings.rounds(); round++) {
            for (Peer peer : peers(profile)) {
                if (peer.name().equals(SUBJECT)) {
                    measure(peer, peer.name(), profile.shape(), profile, round, rounds);
                    measure(peer, RELAYING, profile.shape().of(Shape.MODEL), profile, round, rounds);
                }
            }
        }
        findings.rounds().put(profile, rounds);
    }

    private void measure(Peer peer, String name, Shape shape, Profile profile, int round, Rounds rounds)
            throws IOException {
        progress(profile.title() + ", round " + round, name);
        Sample sample = Window.measure(peer, shape, settings.warmupMillis(), settings.windowMillis());
        if (round > 0) {
            rounds.add(name, sample);
        }
        if (!sample.isSound()) {
            progress(
                    "refused: " + sample.counts().failures() + " failures, first: "
                            + sample.counts().firstFailure(),
                    name);
        }
    }

    private static void progress(String what, String whom) {
        System.err.println(whom + ": " + what);
    }
}
