package io.penstock.telemetry.metrics;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Metrics in Prometheus' words: its text format 0.0.4, or OpenMetrics 1.0.0, which name a counter's family differently, and of which the
 * latter says where it ends. Used once, by one thread.
 */
public final class Exposition {

    /** The words in which metrics are told. */
    public enum Format {
        /** Prometheus' own, which everybody reads. */
        TEXT("text/plain; version=0.0.4; charset=utf-8"),
        /** OpenMetrics. */
        OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        /** The media type. */
        public String contentType() {
            return contentType;
        }
    }

    private final Format format;
    private final StringBuilder out = new StringBuilder(16 * 1024);
    private String family = "";
    private String labels = "";

    private Exposition(Format format) {
        this.format = format;
    }

    /** All of {@code metrics}, as they are now. */
    public static byte[] of(List<Metric> metrics, Format format) {
        Exposition exposition = new Exposition(format);
        metrics.forEach(metric -> metric.write(exposition));
        if (format == Format.OPEN_METRICS) {
            exposition.out.append("# EOF\n");
        }
        return exposition.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What follows has that name. */
    void family(String name, String type, String help) {
        boolean isWholeName = format == Format.TEXT && type.equals(Counter.TYPE);
        String named = isWholeName ? name + "_total" : name;
        family = name;
        out.append("# HELP ").append(named).append(' ').append(escaped(help)).append('\n');
        out.append("# TYPE ").append(named).append(' ').append(type).append('\n');
    }

    /** What follows has these labels, as they are written; empty for none. */
    void series(String text) {
        labels = text;
    }

    /** A value of the series. */
    void sample(String ending, String value) {
        out.append(family).append(ending);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(value).append('\n');
    }

    /** What a bucket of the series, and all before it, hold. */
    void bucket(String bound, long count) {
        out.append(family).append("_bucket{").append(labels);
        out.append(labels.isEmpty() ? "le=\"" : ",le=\"").append(bound).append("\"} ");
        out.append(count).append('\n');
    }

    /** Text between quotes. A help text, which has none in the older format, has no quotes here. */
    static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
    }
}
