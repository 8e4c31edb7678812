package io.penstock.exchange;

import io.penstock.limit.Pressure;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exchanges of one event loop that are not over, and how short of memory the process is. Each knows its place, so that it leaves without
 * being looked for. Confined to its event loop, but for {@link #onPressure}.
 */
public final class LiveExchanges {
    static final int NOWHERE = -1;

    private static final Logger LOG = LoggerFactory.getLogger(LiveExchanges.class);

    private final List<Exchange> exchanges = new ArrayList<>();
    private volatile Pressure pressure = Pressure.NONE;

    /** None. */
    public LiveExchanges() {}

    /** How short of memory the process is has changed; called on any thread. */
    public void onPressure(Pressure next) {
        pressure = next;
    }

    /** Whether there is no memory for one more. */
    boolean isFull() {
        return pressure.compareTo(Pressure.NOT_ADMITTING) >= 0;
    }

    void enter(Exchange exchange) {
        exchange.place = exchanges.size();
        exchanges.add(exchange);
    }

    /** As {@link #enter}; without effect where it has not been entered. */
    void leave(Exchange exchange) {
        if (exchange.place != NOWHERE) {
            Exchange last = exchanges.remove(exchanges.size() - 1);
            if (last != exchange) {
                exchanges.set(exchange.place, last);
                last.place = exchange.place;
            }
            exchange.place = NOWHERE;
        }
    }

    /** Ends the one that holds most, if any holds anything. */
    public void endHungriest() {
        Exchange hungriest = null;
        long most = 0;
        for (Exchange each : exchanges) {
            long held = each.heldBytes();
            if (held > most) {
                hungriest = each;
                most = held;
            }
        }
        if (hungriest != null) {
            LOG.atWarn().addKeyValue("held_bytes", most).log("an exchange is ended for want of memory");
            hungriest.onMemoryWanted();
        }
    }
}
