package io.penstock.benchmarks.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The samples of one profile: every proxy once a round, so that comparisons stay within a round and what drifts on the machine
 * hits both sides. A sample that is not sound is refused, and its round with it wherever it would be compared.
 */
final class Rounds {
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

    /** Adds a proxy's sample of the next round. */
    void add(String peer, Sample sample) {
        samples.computeIfAbsent(peer, name -> new ArrayList<>()).add(sample);
    }

    /** The proxies, in the order measured. */
    List<String> peers() {
        return List.copyOf(samples.keySet());
    }

    /** How many samples of a proxy were refused. */
    long refused(String peer) {
        return of(peer).stream().filter(sample -> !sample.isSound()).count();
    }

    /** A figure of one proxy over its sound rounds. */
    Spread spread(String peer, ToDoubleFunction<Sample> figure) {
        return Spread.of(of(peer).stream().filter(Sample::isSound).mapToDouble(figure));
    }

    /** A figure of one proxy divided by another's, round by round. */
    Spread ratio(String subject, String reference, ToDoubleFunction<Sample> figure) {
        return Spread.of(pairs(subject, reference)
                .mapToDouble(i -> figure.applyAsDouble(of(subject).get(i))
                        / figure.applyAsDouble(of(reference).get(i))));
    }

    /** A figure of one proxy less another's, round by round. */
    Spread difference(String subject, String reference, ToDoubleFunction<Sample> figure) {
        return Spread.of(pairs(subject, reference)
                .mapToDouble(i -> figure.applyAsDouble(of(subject).get(i))
                        - figure.applyAsDouble(of(reference).get(i))));
    }

    /** The ratio of two proxies' growth of a figure from this profile to a {@code larger} one, round by round. */
    Spread slopeRatio(Rounds larger, String subject, String reference, ToDoubleFunction<Sample> figure) {
        double[] here = growth(larger, subject, figure);
        double[] there = growth(larger, reference, figure);
        int rounds = Math.min(here.length, there.length);
        return Spread.of(IntStream.range(0, rounds).mapToDouble(i -> here[i] / there[i]));
    }

    private double[] growth(Rounds larger, String peer, ToDoubleFunction<Sample> figure) {
        int rounds = Math.min(of(peer).size(), larger.of(peer).size());
        DoubleStream growth = IntStream.range(0, rounds).mapToDouble(i -> {
            Sample small = of(peer).get(i);
            Sample large = larger.of(peer).get(i);
            boolean sound = small.isSound() && large.isSound();
            return sound ? figure.applyAsDouble(large) - figure.applyAsDouble(small) : Double.NaN;
        });
        return growth.toArray();
    }

    private IntStream pairs(String subject, String reference) {
        List<Sample> one = of(subject);
        List<Sample> other = of(reference);
        return IntStream.range(0, Math.min(one.size(), other.size()))
                .filter(i -> one.get(i).isSound() && other.get(i).isSound());
    }

    private List<Sample> of(String peer) {
        return samples.getOrDefault(peer, List.of());
    }
}
