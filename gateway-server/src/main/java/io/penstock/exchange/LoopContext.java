package io.penstock.exchange;

import io.netty.channel.EventLoop;
import io.penstock.limit.Limiter;
import io.penstock.surface.LocalAction;
import io.penstock.telemetry.AccessLog;
import io.penstock.telemetry.AccessRecord;
import io.penstock.telemetry.Metrics;
import io.penstock.upstream.Grants;
import io.penstock.upstream.UpstreamPool;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the exchanges of one event loop work with.
 *
 * @param loop the loop
 * @param pool the loop's own connections to providers
 * @param grants what providers' credentials are good for
 * @param live the loop's exchanges
 * @param policy the snapshot of the moment
 * @param held the bytes of bodies held, over all loops
 * @param limiter what was taken of limits, over all loops
 * @param locals the answers made here
 * @param stored the responses that are stored here
 * @param demo the provider that is built in
 * @param accessLog where each exchange leaves its line
 * @param metrics where all exchanges are counted; null where none are
 */
public record LoopContext(
        EventLoop loop,
        UpstreamPool pool,
        Grants grants,
        LiveExchanges live,
        Supplier<ExchangePolicy> policy,
        HeldBytes held,
        Limiter limiter,
        Map<LocalAction, LocalAnswer> locals,
        StoredResponses stored,
        LocalAnswer demo,
        AccessLog accessLog,
        @Nullable Metrics metrics) {

    /** The same for another loop, where exchanges go by a policy of their own and are not counted. */
    public LoopContext uncounted(EventLoop otherLoop, UpstreamPool itsPool, Supplier<ExchangePolicy> by) {
        return new LoopContext(
                otherLoop,
                itsPool,
                grants,
                new LiveExchanges(),
                by,
                held,
                limiter,
                locals,
                stored,
                demo,
                accessLog,
                null);
    }

    /** An exchange has begun. */
    void onBegun() {
        if (metrics != null) {
            metrics.onBegun();
        }
    }

    /** An exchange is over: it is counted and logged. Takes {@code record}, which another thread reads from then on. */
    void onSettled(AccessRecord record, ExchangePolicy by) {
        if (metrics != null) {
            metrics.onSettled(record, by.routes().named());
        }
        if (by.isLogged()) {
            accessLog.offer(record);
        }
    }

    /** The monotonic clock of the loop. */
    long nanoTime() {
        return loop.ticker().nanoTime();
    }
}
