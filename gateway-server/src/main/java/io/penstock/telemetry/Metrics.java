package io.penstock.telemetry;

import io.penstock.dialect.Usage;
import io.penstock.telemetry.metrics.Buckets;
import io.penstock.telemetry.metrics.Counter;
import io.penstock.telemetry.metrics.Exposition;
import io.penstock.telemetry.metrics.Family;
import io.penstock.telemetry.metrics.Histogram;
import io.penstock.telemetry.metrics.Metric;
import io.penstock.telemetry.metrics.Reading;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all exchanges come to, for Prometheus. Names that OpenTelemetry's conventions for generative AI have are theirs, with dots as
 * underscores; Inference Gateway's dashboards know them. The others begin with {@code penstock_}.
 *
 * <p>No label holds what a client can make up: a path, an address, a subject, a key, or the name of a model that neither the operator nor
 * a provider's list has. An event loop pays 0.15 us an exchange and no byte (JDK 17, a shared 2-core machine; {@code MetricsCostTest}).
 */
public final class Metrics {
    private static final int SERIES_MAX = 1024;
    private static final int STATUS_MAX = 600;
    private static final int STATUS_ERROR = 400;
    private static final String NOTHING = "";
    private static final List<String> CLASSES = List.of("none", "1xx", "2xx", "3xx", "4xx", "5xx");
    private static final String OPERATION = "gen_ai_operation_name";
    private static final String PROVIDER = "gen_ai_provider_name";
    private static final String MODEL = "gen_ai_request_model";
    private static final List<String> OF_MODEL = List.of(OPERATION, PROVIDER, MODEL);

    /** Inference Gateway's, which end at 81.92, and on: models think for minutes. */
    private static final Buckets SECONDS = Buckets.of(
            6, "0.01", "0.02", "0.04", "0.08", "0.16", "0.32", "0.64", "1.28", "2.56", "5.12", "10.24", "20.48",
            "40.96", "81.92", "163.84", "327.68", "655.36");

    /** OpenTelemetry's for a first token, and on. */
    private static final Buckets FIRST_SECONDS = Buckets.of(
            6, "0.001", "0.005", "0.01", "0.02", "0.04", "0.06", "0.08", "0.1", "0.25", "0.5", "0.75", "1", "2.5", "5",
            "7.5", "10", "30", "60", "120");

    /** OpenTelemetry's. */
    private static final Buckets TOKENS = Buckets.of(
            0,
            "1",
            "4",
            "16",
            "64",
            "256",
            "1024",
            "4096",
            "16384",
            "65536",
            "262144",
            "1048576",
            "4194304",
            "16777216",
            "67108864");

    private final LongAdder inFlight = new LongAdder();
    private final String[] statuses = new String[STATUS_MAX];
    private final LossMetrics losses = new LossMetrics();

    private final Family<Counter> exchanges = counters(
            "penstock_exchanges",
            "Exchanges that are over, by how they ended.",
            List.of("surface", "provider", "outcome", "status"));
    private final Family<Histogram> durations = histograms(
            "penstock_exchange_duration_seconds",
            "How long exchanges took, from the head of the request on.",
            List.of("surface", "outcome"),
            SECONDS);
    private final Family<Counter> bytesIn =
            counters("penstock_request_body_bytes", "Bytes of requests' bodies, framing excluded.", List.of("surface"));
    private final Family<Counter> bytesOut =
            counters("penstock_response_body_bytes", "Bytes of answers' bodies, framing excluded.", List.of("surface"));
    private final Family<Counter> authentications =
            counters("penstock_authentications", "What became of the question who asks.", List.of("result"));
    private final Family<Counter> tokens = counters(
            "penstock_tokens",
            "Model tokens, in buckets that do not overlap.",
            List.of("provider", "direction", "bucket"));
    private final Family<Histogram> durationsOfModels = histograms(
            "gen_ai_server_request_duration_seconds",
            "How long exchanges took for which a provider was asked.",
            List.of(OPERATION, PROVIDER, MODEL, "error_type"),
            SECONDS);
    private final Family<Histogram> firstOutputs = histograms(
            "gen_ai_server_time_to_first_token_seconds",
            "How long it took until the model's first output went down.",
            OF_MODEL,
            FIRST_SECONDS);
    private final Family<Histogram> usages = histograms(
            "gen_ai_client_token_usage",
            "Model tokens of an exchange, as the provider reports them.",
            List.of(OPERATION, PROVIDER, MODEL, "gen_ai_token_type"),
            TOKENS);

    private final List<Metric> all;

    /**
     * Metrics of exchanges that are still to begin.
     *
     * @param connections how many clients' connections are open
     * @param connectionsRefused how many were closed at once since the start
     * @param memoryPressure how short of memory the process is, in steps
     * @param accessLogDropped how many lines of the access log were dropped since the start
     */
    public Metrics(
            LongSupplier connections,
            LongSupplier connectionsRefused,
            LongSupplier memoryPressure,
            LongSupplier accessLogDropped) {
        for (int status = 0; status < STATUS_MAX; status++) {
            statuses[status] = Integer.toString(status);
        }
        all = List.of(
                exchanges,
                durations,
                Reading.gauge("penstock_exchanges_in_flight", "Exchanges that are not over.", inFlight::sum),
                Reading.gauge("penstock_connections_open", "Connections of clients.", connections),
                Reading.counter(
                        "penstock_connections_refused",
                        "Connections of clients that were closed at once: above a limit, or not as proxies have to begin them.",
                        connectionsRefused),
                Reading.gauge(
                        "penstock_memory_pressure",
                        "0 none; 1 no connection is accepted; 2 no exchange is let in; 3 those that hold most are ended.",
                        memoryPressure),
                bytesIn,
                bytesOut,
                authentications,
                tokens,
                losses.family(),
                Reading.counter(
                        "penstock_access_log_dropped", "Lines of the access log that found no room.", accessLogDropped),
                durationsOfModels,
                firstOutputs,
                usages);
    }

    private static Family<Counter> counters(String name, String help, List<String> labels) {
        return new Family<>(name, help, labels, SERIES_MAX, Counter::new);
    }

    private static Family<Histogram> histograms(String name, String help, List<String> labels, Buckets buckets) {
        return new Family<>(name, help, labels, SERIES_MAX, () -> new Histogram(buckets));
    }

    /** An exchange has begun. */
    public void onBegun() {
        inFlight.increment();
    }

    /** An exchange is over: the last who reads {@code record} on its event loop. */
    public void onSettled(AccessRecord record, KnownModels models) {
        inFlight.decrement();
        String surface = orNothing(record.surface);
        String provider = orNothing(record.provider);
        String outcome = record.outcome == null ? NOTHING : record.outcome.key();
        exchanges.of(surface, provider, outcome, classOf(record.status)).add(1);
        durations.of(surface, outcome).observe(micros(record.durationNanos));
        bytesIn.of(surface).add(record.bytesIn);
        bytesOut.of(surface).add(record.bytesOut);
        if (record.auth != null) {
            authentications.of(record.auth.key()).add(1);
        }
        losses.record("request", record.loss);
        losses.record("answer", record.answerLoss);
        if (record.usageSource != UsageSource.UNKNOWN) {
            onUsage(provider, record.usage);
        }
        if (record.provider != null && record.upstreamModel != null) {
            boolean isKnown = models.isKnown(record.provider, record.upstreamModel);
            onModel(record, record.provider, isKnown ? record.upstreamModel : Family.OTHER);
        }
    }

    private void onUsage(String provider, Usage usage) {
        add(provider, "input", "uncached", usage.input());
        add(provider, "input", "cache_read", usage.cacheRead());
        add(provider, "input", "cache_write_5m", usage.cacheWrite5m());
        add(provider, "input", "cache_write_1h", usage.cacheWrite1h());
        add(provider, "output", "text", usage.output());
        add(provider, "output", "reasoning", usage.reasoning());
    }

    private void add(String provider, String direction, String bucket, long count) {
        if (count > 0) {
            tokens.of(provider, direction, bucket).add(count);
        }
    }

    private void onModel(AccessRecord record, String provider, String model) {
        String operation = operation(record.operation);
        durationsOfModels.of(operation, provider, model, errorOf(record)).observe(micros(record.durationNanos));
        if (record.firstOutputNanos != AccessRecord.NEVER) {
            firstOutputs.of(operation, provider, model).observe(micros(record.firstOutputNanos));
        }
        if (record.usageSource != UsageSource.UNKNOWN) {
            usages.of(operation, provider, model, "input").observe(record.usage.prompt());
            usages.of(operation, provider, model, "output").observe(record.usage.completion());
        }
    }

    /** The status where it says that something went wrong, as Inference Gateway has it; else how the answer ended, unless that was well. */
    private String errorOf(AccessRecord record) {
        if (record.status >= STATUS_ERROR && record.status < STATUS_MAX) {
            return statuses[record.status];
        }
        return record.outcome == null || record.outcome == Outcome.OK ? NOTHING : record.outcome.key();
    }

    /** OpenTelemetry's name of it, where that is another. */
    private static String operation(@Nullable String operation) {
        return "completions".equals(operation) ? "text_completion" : orNothing(operation);
    }

    private static String classOf(int status) {
        int hundreds = status / 100;
        return hundreds < CLASSES.size() ? CLASSES.get(hundreds) : Family.OTHER;
    }

    private static String orNothing(@Nullable String value) {
        return value == null ? NOTHING : value;
    }

    private static long micros(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(Math.max(nanos, 0));
    }

    /** All of it, as it is now. It can take a millisecond or more: not for an event loop that serves. */
    public byte[] expose(Exposition.Format format) {
        return Exposition.of(all, format);
    }
}
