package io.penstock.benchmarks.load;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How thoroughly to measure, and whom.
 *
 * @param rounds each proxy is measured once in each; the first is warm-up and dropped
 * @param warmupMillis load before a window opens
 * @param windowMillis length of a window
 * @param heldStreams streams held open at once to see what one costs in memory
 * @param peers in the order to run them
 * @param startCommand a file with the gateway's command line, an argument a line
 */
record Settings(
        int rounds,
        int warmupMillis,
        int windowMillis,
        int heldStreams,
        List<Peer> peers,
        @Nullable Path startCommand) {

    /** Rounds of a full run, the dropped one included. */
    private static final Settings FULL = new Settings(6, 1_500, 3_000, 2_000, List.of(), null);

    /** Shows that everything runs; its figures are rough. */
    private static final Settings QUICK = new Settings(3, 400, 1_200, 500, List.of(), null);

    /** Reads {@code [--quick] [--rounds N] [--start-command FILE] [--token TOKEN] name:port:pids ...}. */
    static Settings parse(List<String> arguments) {
        Settings base = arguments.contains("--quick") ? QUICK : FULL;
        int rounds = base.rounds();
        Path startCommand = null;
        String credential = Peer.ANY_CREDENTIAL;
        List<Peer> peers = new ArrayList<>();
        Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            String argument = rest.remove();
            switch (argument) {
                case "--quick" -> {}
                case "--rounds" -> rounds = Integer.parseInt(rest.remove());
                case "--start-command" -> startCommand = Path.of(rest.remove());
                case "--token" -> credential = rest.remove();
                default -> peers.add(Peer.parse(argument));
            }
        }
        if (rounds < 2 || peers.isEmpty()) {
            throw new IllegalArgumentException("rounds: " + rounds + ", peers: " + peers.size()
                    + " (expected: 2 or more rounds, 1 or more peers)");
        }
        String shown = credential;
        List<Peer> all = peers.stream().map(peer -> peer.shown(shown)).toList();
        return new Settings(rounds, base.warmupMillis(), base.windowMillis(), base.heldStreams(), all, startCommand);
    }
}
