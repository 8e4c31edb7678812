package io.penstock.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Scrape;
import io.penstock.telemetry.metrics.Exposition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class LossMetricsTest {
    private static final Pattern REPORTED =
            Pattern.compile("loss\\s*\\.(?:dropped|defaulted|approximated)\\(\"([A-Za-z_.]+)\"\\)");

    private final LossMetrics losses = new LossMetrics();

    private Set<String> fields() {
        byte[] text = Exposition.of(List.of(losses.family()), Exposition.Format.TEXT);
        return Scrape.of(new String(text, StandardCharsets.UTF_8), false).values("field");
    }

    /** A loss that somebody adds to a dialect must not end up among those that nobody knows. */
    @Test
    void everyFieldThatTheDialectsReportByNameIsKnown() throws IOException {
        Path dialects = Path.of(
                Objects.requireNonNull(System.getProperty("penstock.root")),
                "gateway-providers/src/main/java/io/penstock/dialect");
        Set<String> reported = new TreeSet<>();
        try (Stream<Path> files = Files.walk(dialects)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                Matcher literal = REPORTED.matcher(Files.readString(file));
                while (literal.find()) {
                    reported.add(literal.group(1));
                }
            }
        }

        reported.forEach(field -> losses.record("request", "dropped=" + field));

        assertThat(reported).hasSizeGreaterThan(30);
        assertThat(fields()).containsExactlyInAnyOrderElementsOf(reported);
    }

    @Test
    void aLineOfNothingCountsNothing() {
        losses.record("request", "");

        assertThat(fields()).isEmpty();
    }
}
