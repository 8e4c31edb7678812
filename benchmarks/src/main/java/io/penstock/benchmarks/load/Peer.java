package io.penstock.benchmarks.load;

import java.util.Arrays;
import java.util.List;

/**
 * A proxy to measure.
 *
 * @param name what the table calls it
 * @param port where it listens on 127.0.0.1
 * @param pids its processes, all of whose threads count
 * @param credential what callers show it
 */
record Peer(String name, int port, List<Long> pids, String credential) {
    /** What is shown where nobody asks. */
    static final String ANY_CREDENTIAL = "sk-benchmark";

    Peer(String name, int port, List<Long> pids) {
        this(name, port, pids, ANY_CREDENTIAL);
    }

    /** Reads {@code name:port:pid[,pid]}. */
    static Peer parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("peer: " + text + " (expected: name:port:pid[,pid])");
        }
        List<Long> pids =
                Arrays.stream(parts[2].split(",", -1)).map(Long::valueOf).toList();
        return new Peer(parts[0], Integer.parseInt(parts[1]), pids);
    }

    /** The same, shown another credential. */
    Peer shown(String other) {
        return new Peer(name, port, pids, other);
    }

    ProcessMeter meter() {
        return ProcessMeter.of(pids);
    }
}
