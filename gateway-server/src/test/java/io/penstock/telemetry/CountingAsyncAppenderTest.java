package io.penstock.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

@Timeout(60)
class CountingAsyncAppenderTest {
    private final LoggerContext context = new LoggerContext();

    @Test
    void writesAnEventWithItsKeysAndValuesAsOneLine() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Logger logger = logger(out, 16);

        logger.atWarn()
                .addKeyValue("provider", "openai\nforged")
                .addKeyValue("status", 503)
                .setCause(new IllegalStateException("boom\nline"))
                .log("attempt {} failed", 2);
        context.stop();

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).matches("[\\x20-\\x7e]+");
        JsonNode line = new ObjectMapper().readTree(lines.get(0));
        assertThat(line.path("level").asText()).isEqualTo("WARN");
        assertThat(line.path("logger").asText()).isEqualTo("test");
        assertThat(line.path("message").asText()).isEqualTo("attempt 2 failed");
        assertThat(line.path("provider").asText()).isEqualTo("openai\nforged");
        assertThat(line.path("status").asText()).isEqualTo("503");
        assertThat(line.path("stack").asText()).startsWith("java.lang.IllegalStateException: boom\nline");
    }

    @Test
    void takesTheTextOfAValueWhenItIsLogged() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Logger logger = logger(out, 16);
        StringBuilder changing = new StringBuilder("before");

        logger.atInfo().addKeyValue("value", changing).log("{}", changing);
        changing.replace(0, 6, "after");
        context.stop();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\"message\":\"before\",\"value\":\"before\"")
                .doesNotContain("after");
    }

    @Test
    void neverBlocksAndCountsWhatItDrops() {
        StuckOutput out = new StuckOutput();
        Logger logger = logger(out, 8);
        logger.info("first");
        out.awaitStuck();

        for (int i = 0; i < 20; i++) {
            logger.info("more");
        }

        CountingAsyncAppender appender = (CountingAsyncAppender) logger.getAppender("test");
        assertThat(appender.dropped()).isEqualTo(12);
        out.release();
        context.stop();
        assertThat(out.lines()).hasSize(1 + 8 + 1);
        assertThat(out.lines().get(9)).contains("\"log_dropped\":12,\"log_dropped_total\":12");
    }

    @Test
    void isWhatLogbackFindsAtStart() {
        LoggerContext running = (LoggerContext) LoggerFactory.getILoggerFactory();

        Logger root = running.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

        assertThat(root.getAppender("stdout")).isInstanceOf(CountingAsyncAppender.class);
    }

    @ParameterizedTest
    @CsvSource({"DEBUG, DEBUG", "warn, WARN", "nonsense, INFO", ", INFO"})
    void readsTheLevel(String name, String level) {
        assertThat(Logging.level(name)).isEqualTo(Level.toLevel(level));
    }

    private Logger logger(OutputStream out, int queueMax) {
        CountingAsyncAppender appender = new CountingAsyncAppender(out, queueMax);
        appender.setName("test");
        appender.setContext(context);
        appender.start();
        Logger logger = context.getLogger("test");
        logger.setLevel(Level.INFO);
        logger.addAppender(appender);
        return logger;
    }
}
