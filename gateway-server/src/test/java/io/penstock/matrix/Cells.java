package io.penstock.matrix;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cells that cannot hold whole: what of them is lost, and why. Everything else of such a cell holds, and a loss that is listed and does
 * not happen fails the matrix as one that happens and is not listed.
 */
final class Cells {
    private static final List<Loss> LOSSES = List.of();

    private Cells() {}

    /**
     * A loss.
     *
     * @param clients the dialects of the clients that it happens to; empty for all but the provider's own
     * @param providers the dialects of the providers that it happens with; empty for all but the client's own
     * @param features what is asked for; empty for all
     * @param isStreamed in which answers; null for both kinds
     * @param aspect what is lost
     * @param reason one sentence, for a reader of the table
     */
    record Loss(
            Set<String> clients,
            Set<String> providers,
            Set<Feature> features,
            @Nullable Boolean isStreamed,
            Aspect aspect,
            String reason) {

        boolean isOf(String client, String provider, Feature feature, boolean streamed) {
            return isOneOf(client, clients, provider)
                    && isOneOf(provider, providers, client)
                    && (features.isEmpty() || features.contains(feature))
                    && (isStreamed == null || isStreamed == streamed);
        }

        private static boolean isOneOf(String dialect, Set<String> listed, String other) {
            return listed.isEmpty() ? !dialect.equals(other) : listed.contains(dialect);
        }
    }

    static List<Loss> all() {
        return LOSSES;
    }

    /** What is lost in a cell, each with its reason. */
    static Map<Aspect, Loss> of(String client, String provider, Feature feature, boolean isStreamed) {
        Map<Aspect, Loss> lost = new EnumMap<>(Aspect.class);
        for (Loss loss : LOSSES) {
            if (loss.isOf(client, provider, feature, isStreamed)) {
                lost.put(loss.aspect(), loss);
            }
        }
        return lost;
    }
}
