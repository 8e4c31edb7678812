package io.penstock.limit;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The minutes of all names of one scope. Bounded: whoever was not asked about for longest is forgotten first. Each scope has its own, so that
 * many addresses push out no key. Its monitor guards it, and all that it gives.
 */
final class Minutes {
    private static final int INITIAL = 16;
    private static final float LOAD = 0.75f;

    private final Map<String, Minute> minutes = new LinkedHashMap<>(INITIAL, LOAD, true);
    private final int namesMax;

    Minutes(int namesMax) {
        this.namesMax = namesMax;
    }

    /** What was taken under that name, up to date; null where nothing is known. */
    @Nullable
    Minute find(String name, long nowNanos) {
        Minute minute = minutes.get(name);
        if (minute != null) {
            minute.advance(nowNanos);
        }
        return minute;
    }

    /** What was taken under that name, up to date. */
    Minute of(String name, long nowNanos) {
        Minute known = find(name, nowNanos);
        if (known != null) {
            return known;
        }
        Minute fresh = new Minute(nowNanos);
        minutes.put(name, fresh);
        if (minutes.size() > namesMax) {
            Iterator<Minute> eldest = minutes.values().iterator();
            eldest.next();
            eldest.remove();
        }
        return fresh;
    }

    int size() {
        return minutes.size();
    }
}
