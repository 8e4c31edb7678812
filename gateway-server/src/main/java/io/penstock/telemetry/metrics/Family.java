package io.penstock.telemetry.metrics;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The series of one name, told apart by the values of up to four labels.
 *
 * <p>A table with open addressing of which no entry ever changes or goes: found by four comparisons of strings, without a lock and without
 * a key object. It is never more than half full, and there are never more series than were agreed on: what comes on top is counted under
 * {@link #OTHER}, whatever its labels are.
 */
public final class Family<I extends Instrument> implements Metric {
    /** The value of every label of what found no room. */
    public static final String OTHER = "other";

    private static final int LABELS_MAX = 4;

    private final String name;
    private final String help;
    private final List<String> labels;
    private final int seriesMax;
    private final Supplier<I> newInstrument;
    private final AtomicReferenceArray<@Nullable Series<I>> slots;
    private volatile @Nullable Series<I> rest;
    private int size;

    private record Series<I>(String a, String b, String c, String d, String text, I instrument) {
        boolean is(String otherA, String otherB, String otherC, String otherD) {
            return a.equals(otherA) && b.equals(otherB) && c.equals(otherC) && d.equals(otherD);
        }
    }

    /**
     * A family without series.
     *
     * @param name without the endings of counters and histograms
     * @param labels their names, one to four
     * @param seriesMax how many there may be, besides the one for all others
     * @param newInstrument makes what stands behind a series
     */
    public Family(String name, String help, List<String> labels, int seriesMax, Supplier<I> newInstrument) {
        if (labels.isEmpty() || labels.size() > LABELS_MAX) {
            throw new IllegalArgumentException("labels: " + labels + " (expected: 1 to " + LABELS_MAX + ")");
        }
        this.name = name;
        this.help = help;
        this.labels = List.copyOf(labels);
        this.seriesMax = seriesMax;
        this.newInstrument = newInstrument;
        this.slots = new AtomicReferenceArray<>(Integer.highestOneBit(seriesMax) * 4);
    }

    /** The series of that value. */
    public I of(String a) {
        return of(a, "", "", "");
    }

    /** The series of these values. */
    public I of(String a, String b) {
        return of(a, b, "", "");
    }

    /** The series of these values. */
    public I of(String a, String b, String c) {
        return of(a, b, c, "");
    }

    /** The series of these values; an empty one stands for a label that is not there. */
    public I of(String a, String b, String c, String d) {
        Series<I> known = slots.get(find(a, b, c, d));
        return known == null ? add(a, b, c, d).instrument : known.instrument;
    }

    /** Where the series is, or the free slot where it would be. */
    private int find(String a, String b, String c, String d) {
        int hash = ((a.hashCode() * 31 + b.hashCode()) * 31 + c.hashCode()) * 31 + d.hashCode();
        int at = (hash ^ hash >>> 16) & slots.length() - 1;
        Series<I> here = slots.get(at);
        while (here != null && !here.is(a, b, c, d)) {
            at = at + 1 & slots.length() - 1;
            here = slots.get(at);
        }
        return at;
    }

    private Series<I> add(String a, String b, String c, String d) {
        Series<I> others = rest;
        return others == null ? addUnlessFull(a, b, c, d) : others;
    }

    private synchronized Series<I> addUnlessFull(String a, String b, String c, String d) {
        int at = find(a, b, c, d);
        Series<I> known = slots.get(at);
        if (known != null) {
            return known;
        }
        if (size == seriesMax) {
            Series<I> others = rest == null ? newSeries(OTHER, OTHER, OTHER, OTHER) : rest;
            rest = others;
            return others;
        }
        size++;
        Series<I> added = newSeries(a, b, c, d);
        slots.set(at, added);
        return added;
    }

    private Series<I> newSeries(String a, String b, String c, String d) {
        List<String> values = List.of(a, b, c, d);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < labels.size(); i++) {
            if (!values.get(i).isEmpty()) {
                text.append(text.length() == 0 ? "" : ",").append(labels.get(i)).append("=\"");
                text.append(Exposition.escaped(values.get(i))).append('"');
            }
        }
        return new Series<>(a, b, c, d, text.toString(), newInstrument.get());
    }

    @Override
    public void write(Exposition out) {
        out.family(name, newInstrument.get().type(), help);
        for (int i = 0; i < slots.length(); i++) {
            write(slots.get(i), out);
        }
        write(rest, out);
    }

    private void write(@Nullable Series<I> series, Exposition out) {
        if (series != null) {
            out.series(Objects.requireNonNull(series).text);
            series.instrument.write(out);
        }
    }
}
