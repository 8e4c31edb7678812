package io.penstock.server.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test class during which a secret came to light. All loggers, the libraries' too, are at TRACE while any test of the module runs;
 * what is printed is what is printed by default.
 */
public final class SecretsCheck implements BeforeAllCallback, AfterAllCallback {
    private static final String NAME = "secrets";

    /** Called by JUnit. */
    public SecretsCheck() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            Logger root = logback.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            if (root.getAppender(NAME) == null) {
                listen(root, logback);
            }
        }
    }

    private static void listen(Logger root, LoggerContext logback) {
        ThresholdFilter filter = new ThresholdFilter();
        filter.setLevel(root.getLevel().toString());
        filter.start();
        for (Iterator<Appender<ILoggingEvent>> printing = root.iteratorForAppenders(); printing.hasNext(); ) {
            printing.next().addFilter(filter);
        }
        Lines lines = new Lines();
        lines.setName(NAME);
        lines.setContext(logback);
        lines.start();
        root.addAppender(lines);
        root.setLevel(Level.TRACE);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        List<String> found = Canaries.takeFound();
        if (!found.isEmpty()) {
            throw new AssertionError(found.size() + " secrets came to light, the first: " + found.get(0));
        }
    }

    private static final class Lines extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            StringBuilder line = new StringBuilder(event.getFormattedMessage());
            if (event.getKeyValuePairs() != null) {
                event.getKeyValuePairs()
                        .forEach(pair ->
                                line.append(' ').append(pair.key).append('=').append(pair.value));
            }
            for (IThrowableProxy cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
                line.append(' ').append(cause.getClassName()).append(": ").append(cause.getMessage());
            }
            Canaries.look("the log of " + event.getLoggerName(), line.toString());
        }
    }
}
