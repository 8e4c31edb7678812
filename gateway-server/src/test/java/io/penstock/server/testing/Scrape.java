package io.penstock.server.testing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a scrape of metrics said, read more strictly than Prometheus reads it: each family told of before its samples, once and in one
 * place; no series twice; every name, label and value well formed; buckets that ascend, hold one another, and end at the count.
 */
public final class Scrape {
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (\\S.*)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram)");
    private static final Pattern SAMPLE =
            Pattern.compile("(" + NAME + ")(?:\\{(.+)})? (-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\n\"])+)\"(?:,(?!$)|$)");

    private final Map<String, Map<Map<String, String>, BigDecimal>> samples = new LinkedHashMap<>();
    private final Set<String> families = new HashSet<>();
    private final boolean isOpenMetrics;
    private String family = "";
    private String type = "";
    private String told = "";

    private Scrape(boolean isOpenMetrics) {
        this.isOpenMetrics = isOpenMetrics;
    }

    /** Reads the text; an {@link AssertionError} says what is wrong with it. */
    public static Scrape of(String text, boolean isOpenMetrics) {
        Canaries.look("a scrape", text);
        Scrape scrape = new Scrape(isOpenMetrics);
        require(text.endsWith("\n"), "the last line has an end", text);
        List<String> lines =
                new ArrayList<>(List.of(text.substring(0, text.length() - 1).split("\n", -1)));
        if (isOpenMetrics) {
            require(lines.remove(lines.size() - 1).equals("# EOF"), "OpenMetrics says where it ends", text);
        }
        lines.forEach(scrape::line);
        scrape.endFamily();
        return scrape;
    }

    private static void require(boolean isSo, String what, String where) {
        if (!isSo) {
            throw new AssertionError(what + ": " + where);
        }
    }

    private void line(String line) {
        Matcher help = HELP.matcher(line);
        Matcher kind = TYPE.matcher(line);
        Matcher sample = SAMPLE.matcher(line);
        if (help.matches()) {
            endFamily();
            told = help.group(1);
            require(families.add(told), "a family comes once", line);
        } else if (kind.matches()) {
            require(kind.group(1).equals(told) && family.isEmpty(), "the type stands behind the help", line);
            type = kind.group(2);
            family = type.equals("counter") && !isOpenMetrics ? told.replaceAll("_total$", "") : told;
            require(!type.equals("counter") || isOpenMetrics || !family.equals(told), "a counter's name", line);
            require(!family.endsWith("_total"), "OpenMetrics' name of a counter", line);
        } else {
            require(sample.matches() && !family.isEmpty(), "a sample of a family", line);
            sample(line, sample);
        }
    }

    private void sample(String line, Matcher sample) {
        String name = sample.group(1);
        require(
                name.startsWith(family) && endings().contains(name.substring(family.length())),
                "a name of " + family,
                line);
        Map<String, String> labels = new TreeMap<>();
        String text = sample.group(2) == null ? "" : sample.group(2);
        Matcher label = LABEL.matcher(text);
        int at = 0;
        while (at < text.length()) {
            require(label.find(at) && label.start() == at, "labels", line);
            require(labels.put(label.group(1), label.group(2)) == null, "a label comes once", line);
            at = label.end();
        }
        Map<Map<String, String>, BigDecimal> known = samples.computeIfAbsent(name, any -> new LinkedHashMap<>());
        require(known.put(labels, new BigDecimal(sample.group(3))) == null, "a series comes once", line);
    }

    private List<String> endings() {
        return switch (type) {
            case "counter" -> List.of("_total");
            case "gauge" -> List.of("");
            default -> List.of("_bucket", "_sum", "_count");
        };
    }

    private void endFamily() {
        if (type.equals("histogram")) {
            Map<Map<String, String>, BigDecimal> seen = new LinkedHashMap<>();
            Map<Map<String, String>, Double> bounds = new LinkedHashMap<>();
            samples.getOrDefault(family + "_bucket", Map.of()).forEach((labels, count) -> {
                Map<String, String> series = new TreeMap<>(labels);
                String le = Objects.requireNonNullElse(series.remove("le"), "");
                require(le.equals("+Inf") || le.matches("[0-9]+\\.[0-9]+"), "a bound", labels + "");
                double bound = le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
                require(bound > bounds.getOrDefault(series, -1.0), "bounds ascend", labels + "");
                require(count.compareTo(seen.getOrDefault(series, BigDecimal.ZERO)) >= 0, "buckets hold", labels + "");
                bounds.put(series, bound);
                seen.put(series, count);
            });
            require(seen.equals(samples.getOrDefault(family + "_count", Map.of())), "the last is the count", family);
            require(
                    bounds.values().stream().allMatch(bound -> bound == Double.POSITIVE_INFINITY),
                    "the last has no bound",
                    family);
            require(
                    seen.keySet()
                            .equals(samples.getOrDefault(family + "_sum", Map.of())
                                    .keySet()),
                    "each has a sum",
                    family);
        }
        family = "";
        type = "";
    }

    /** The sum of all series of that name that have these labels, given by turns with their values. */
    public double sum(String name, String... labels) {
        double sum = 0;
        for (Map.Entry<Map<String, String>, BigDecimal> sample :
                samples.getOrDefault(name, Map.of()).entrySet()) {
            boolean isOne = true;
            for (int i = 0; i < labels.length; i += 2) {
                isOne &= labels[i + 1].equals(sample.getKey().getOrDefault(labels[i], ""));
            }
            sum += isOne ? sample.getValue().doubleValue() : 0;
        }
        return sum;
    }

    /** All values that a label has anywhere. */
    public Set<String> values(String label) {
        Set<String> values = new HashSet<>();
        samples.values()
                .forEach(series -> series.keySet().forEach(labels -> {
                    if (labels.containsKey(label)) {
                        values.add(labels.get(label));
                    }
                }));
        return values;
    }

    /** The names of all samples. */
    public Set<String> names() {
        return samples.keySet();
    }

    /** How many series there are, each bucket for itself. */
    public int series() {
        return samples.values().stream().mapToInt(Map::size).sum();
    }
}
