package io.penstock.exchange;

import io.penstock.config.LimitsConfig;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.SealKey;
import io.penstock.identity.Gate;
import io.penstock.route.RouteTable;
import io.penstock.surface.SurfaceTable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange goes by: an immutable snapshot, swapped whole on reload. An exchange keeps the one it began with.
 *
 * @param surfaces the table of URLs
 * @param gate who is let in
 * @param sealKey what binds providers' state to callers; null where nobody is asked who they are
 * @param routes model names to targets
 * @param faults how refusals are written, by the dialect of who is refused
 * @param limits what bounds a request and an answer
 * @param admission how much of it all one may have
 * @param timeouts of an attempt
 * @param keepAlive what a client that waits for a stream is sent meanwhile
 * @param isVisionAllowed whether images may be sent to models
 * @param isImagesAllowed whether images may be asked for
 * @param isLogged whether an exchange leaves a line in the access log
 * @param isTranslationStrict whether a request is refused that loses something in another dialect
 */
public record ExchangePolicy(
        SurfaceTable surfaces,
        Gate gate,
        @Nullable SealKey sealKey,
        RouteTable routes,
        Map<String, FaultWriter> faults,
        Limits limits,
        LimitsConfig admission,
        Timeouts timeouts,
        KeepAlive keepAlive,
        boolean isVisionAllowed,
        boolean isImagesAllowed,
        boolean isLogged,
        boolean isTranslationStrict) {

    /** How a client of that dialect is told a fault. */
    FaultWriter faultsOf(String dialect) {
        FaultWriter writer = faults.get(dialect);
        if (writer == null) {
            throw new IllegalArgumentException("dialect: " + dialect + " (expected: one of " + faults.keySet() + ")");
        }
        return writer;
    }

    /**
     * What bounds a request and an answer.
     *
     * @param bodyBytesMax of one request's body
     * @param answerHeldBytesMax of an answer before commit
     * @param attemptsMax tries of one request
     */
    public record Limits(long bodyBytesMax, int answerHeldBytesMax, int attemptsMax) {}

    /**
     * What a client that waits for a stream is sent meanwhile.
     *
     * @param isEarly whether status 200 goes down before the first output, with comments behind it
     * @param intervalNanos between two comments, and before the first
     */
    public record KeepAlive(boolean isEarly, long intervalNanos) {}

    /**
     * How long the parts of an attempt may take; 0 for no limit.
     *
     * @param queueNanos waiting for a credential that is granted, and for a connection that may be used or made
     * @param connectNanos making it: name look-up, TCP and TLS
     * @param firstByteNanos from the whole request to the first byte of the answer
     * @param firstOutputNanos from the whole request to the first output
     * @param holdNanos from the answer's head until what is held is let go
     * @param idleNanos between two reads of an answer, and while nothing is taken of a body that goes up as it comes
     * @param totalNanos all of it
     */
    public record Timeouts(
            long queueNanos,
            long connectNanos,
            long firstByteNanos,
            long firstOutputNanos,
            long holdNanos,
            long idleNanos,
            long totalNanos) {}
}
