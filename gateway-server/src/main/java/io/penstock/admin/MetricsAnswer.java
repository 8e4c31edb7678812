package io.penstock.admin;

import io.penstock.codec.http.Field;
import io.penstock.codec.http.Head;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.exchange.LateReply;
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
        LateReply late = new LateReply(request, reply);
        thread.execute(() -> late.answer(format.contentType(), () -> metrics.expose(format)));
        return late;
    }

    /** Prometheus names OpenMetrics first where it takes it at all. Fields that repeat are not added up: one that names it is enough. */
    private static Format wanted(Head head) {
        String accept = head.first(Field.ACCEPT);
        return accept != null && accept.toLowerCase(Locale.ROOT).contains(OPEN_METRICS)
                ? Format.OPEN_METRICS
                : Format.TEXT;
    }
}
