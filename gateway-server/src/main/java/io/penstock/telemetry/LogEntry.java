package io.penstock.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * A log event made of text alone. It is taken from the event on the thread that logs, because arguments and values may be changed,
 * or released, as soon as the call returns.
 *
 * @param epochMillis when
 * @param level how bad
 * @param logger who
 * @param message the message with its arguments in place
 * @param pairs keys and values by turns
 * @param stack the stack trace, where there is one
 */
record LogEntry(
        long epochMillis,
        String level,
        String logger,
        String message,
        List<String> pairs,
        @Nullable String stack) {

    static LogEntry of(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return new LogEntry(
                event.getTimeStamp(),
                event.getLevel().toString(),
                event.getLoggerName(),
                event.getFormattedMessage(),
                pairs(event.getKeyValuePairs()),
                thrown == null ? null : ThrowableProxyUtil.asString(thrown));
    }

    private static List<String> pairs(@Nullable List<KeyValuePair> from) {
        if (from == null) {
            return List.of();
        }
        List<String> pairs = new ArrayList<>(2 * from.size());
        for (KeyValuePair pair : from) {
            pairs.add(pair.key);
            pairs.add(String.valueOf(pair.value));
        }
        return pairs;
    }
}
