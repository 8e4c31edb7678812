package io.penstock.benchmarks.load;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;

/** All that one run has measured. */
final class Findings {
    private final String subject;
    private final Map<Profile, Rounds> rounds;
    private final Map<String, Memory.Held> held = new LinkedHashMap<>();
    private final Map<String, Memory.Bodies> bodies = new LinkedHashMap<>();
    private final Map<Profile, Double> allocatedPerRequest = new EnumMap<>(Profile.class);
    private Spread startMillis = Spread.of(DoubleStream.empty());

    Findings(String subject, Map<Profile, Rounds> rounds) {
        this.subject = subject;
        this.rounds = rounds;
    }

    /** The proxy that is held to the goals. */
    String subject() {
        return subject;
    }

    /** Whether it ran at all. */
    boolean isSubjectMeasured() {
        return rounds.values().stream().anyMatch(profile -> profile.peers().contains(subject));
    }

    Map<Profile, Rounds> rounds() {
        return rounds;
    }

    /** A profile's rounds; none where it was not run. */
    Rounds of(Profile profile) {
        return rounds.getOrDefault(profile, new Rounds());
    }

    Map<String, Memory.Held> held() {
        return held;
    }

    Map<String, Memory.Bodies> bodies() {
        return bodies;
    }

    /** Bytes, of the subject. */
    Map<Profile, Double> allocatedPerRequest() {
        return allocatedPerRequest;
    }

    Spread startMillis() {
        return startMillis;
    }

    void onStartMillis(Spread millis) {
        startMillis = millis;
    }

    /** Whether anything was not answered as it should be. */
    boolean isAnyRefused() {
        return rounds.values().stream()
                        .anyMatch(profile -> profile.peers().stream().anyMatch(peer -> profile.refused(peer) > 0))
                || held.values().stream().anyMatch(figures -> figures.failures() > 0)
                || bodies.values().stream().anyMatch(figures -> figures.failures() > 0);
    }
}
