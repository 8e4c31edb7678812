package io.penstock.telemetry;

import java.util.List;

/** The line of a log entry: the same vocabulary, escapes and time as the access log, so that both may share one output. */
final class LogFormat implements LineWriter.Format<LogEntry> {
    private static final int MESSAGE_CHARS_MAX = 4 * 1024;
    private static final int STACK_CHARS_MAX = 16 * 1024;

    private final UtcTime time = new UtcTime();

    @Override
    public void write(LogEntry entry, Line line) {
        line.open(time, entry.epochMillis())
                .field("level", entry.level())
                .field("logger", entry.logger())
                .field("message", entry.message(), MESSAGE_CHARS_MAX);
        List<String> pairs = entry.pairs();
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            line.field(pairs.get(i), pairs.get(i + 1));
        }
        String stack = entry.stack();
        if (stack != null) {
            line.field("stack", stack, STACK_CHARS_MAX);
        }
        line.close();
    }

    @Override
    public void writeDropped(long dropped, long total, Line line) {
        line.open(time, System.currentTimeMillis())
                .field("level", "WARN")
                .field("log_dropped", dropped)
                .field("log_dropped_total", total)
                .close();
    }
}
