package io.penstock.admin;

import io.netty.buffer.Unpooled;
import io.penstock.codec.http.Field;
import io.penstock.codec.http.Head;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.exchange.LocalAnswer;
import io.penstock.exchange.LocalReply;
import io.penstock.exchange.LocalRequest;
import io.penstock.exchange.LocalSource;
import io.penstock.telemetry.Metrics;
import io.penstock.telemetry.metrics.Exposition.Format;
import java.util.Locale;
import java.util.concurrent.Executor;

/** Says what all exchanges come to, in Prometheus' text format, or in OpenMetrics where that is asked for. */
public final class MetricsAnswer implements LocalAnswer {
    private static final String OPEN_METRICS = "application/openmetrics-text";

    private final Metrics metrics;
    private final Executor thread;

    /**
     * An answer that tells {@code metrics}.
     *
     * @param thread where they are put into words, which can take longer than an event loop that serves has
     */
    public MetricsAnswer(Metrics metrics, Executor thread) {
        this.metrics = metrics;
        this.thread = thread;
    }

    /** The answer where nothing is measured. */
    public static LocalAnswer off() {
        return (request, reply) -> {
            reply.fault(GatewayFault.of(
                    Kind.NOT_FOUND, "metrics: switched off (expected: telemetry.enabled, or TELEMETRY_ENABLED=true)"));
            return LocalSource.NOTHING_MORE;
        };
    }

    @Override
    public LocalSource answer(LocalRequest request, LocalReply reply) {
        Format format = wanted(request.head());
        Waiter waiter = new Waiter(request, reply);
        thread.execute(() -> tell(format, waiter));
        return waiter;
    }

    private void tell(Format format, Waiter waiter) {
        try {
            byte[] text = metrics.expose(format);
            waiter.onLoop(() -> waiter.give(text, format));
        } catch (RuntimeException | OutOfMemoryError defect) {
            waiter.onLoop(() -> {
                throw defect;
            });
        }
    }

    /** Prometheus names OpenMetrics first where it takes it at all. Fields that repeat are not added up: one that names it is enough. */
    private static Format wanted(Head head) {
        String accept = head.first(Field.ACCEPT);
        return accept != null && accept.toLowerCase(Locale.ROOT).contains(OPEN_METRICS)
                ? Format.OPEN_METRICS
                : Format.TEXT;
    }

    /** Who asked, until it has its answer or is gone. Confined to the event loop of the exchange. */
    private static final class Waiter implements LocalSource {
        private final LocalRequest request;
        private final LocalReply reply;
        private boolean isGone;

        private Waiter(LocalRequest request, LocalReply reply) {
            this.request = request;
            this.reply = reply;
        }

        private void onLoop(Runnable last) {
            request.loop().execute(() -> {
                if (!isGone) {
                    reply.guarded(last);
                }
            });
        }

        private void give(byte[] text, Format format) {
            reply.head(200, format.contentType());
            reply.payload(Unpooled.wrappedBuffer(text));
            reply.end();
        }

        @Override
        public void pause() {
            // The whole answer is one piece.
        }

        @Override
        public void resume() {
            // The whole answer is one piece.
        }

        @Override
        public void cancel() {
            isGone = true;
        }
    }
}
