package io.penstock.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Sets Logback up without a file: to the first line it takes 71 to 96 ms this way and 215 to 268 ms when it reads a small XML file (JDK 17
 * and 25, no class cache, a shared 2-core machine). Found by Logback as a service. An operator who names a file with {@code -Dlogback.configurationFile} gets Logback's own way instead.
 *
 * <p>The level comes from the environment, {@code PENSTOCK_LOG_LEVEL} (TRACE, DEBUG, INFO, WARN, ERROR; INFO where it is not set or none
 * of them), because it must be known before any configuration is read.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    /** The name of the environment variable that sets the level. */
    public static final String LEVEL = "PENSTOCK_LOG_LEVEL";

    private static final int QUEUE_MAX = 4096;

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        CountingAsyncAppender appender = new CountingAsyncAppender(System.out, QUEUE_MAX);
        appender.setName("stdout");
        appender.setContext(context);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(level(System.getenv(LEVEL)));
        root.addAppender(appender);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    static Level level(@Nullable String name) {
        return Level.toLevel(name, Level.INFO);
    }

    /** Writes what is held and ends logging. The last call of a process that stops: a line that is logged later is lost. */
    public static void stop() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
