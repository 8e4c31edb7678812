package io.penstock.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An appender that never blocks who logs: Logback's own asynchronous one drops without counting, or blocks. Events go through a
 * bounded queue to a thread that writes them as lines of JSON; what finds no room is counted and told once a second.
 */
public final class CountingAsyncAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private final OutputStream out;
    private final int queueMax;
    private volatile @Nullable LineWriter<LogEntry> writer;

    /** An appender that writes to {@code out}, which it borrows, and holds at most {@code queueMax} events. */
    public CountingAsyncAppender(OutputStream out, int queueMax) {
        this.out = out;
        this.queueMax = queueMax;
    }

    @Override
    public void start() {
        if (!isStarted()) {
            LineWriter<LogEntry> started = new LineWriter<>("log", out, queueMax, new LogFormat());
            started.start();
            writer = started;
            super.start();
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        LineWriter<LogEntry> current = writer;
        if (current != null) {
            current.offer(LogEntry.of(event));
        }
    }

    /** How many events were dropped since the start. */
    public long dropped() {
        LineWriter<LogEntry> current = writer;
        return current == null ? 0 : current.dropped();
    }

    /** Writes what is held; gives up after three seconds when the output is stuck. */
    @Override
    public void stop() {
        super.stop();
        LineWriter<LogEntry> current = writer;
        if (current != null) {
            current.close();
        }
    }
}
