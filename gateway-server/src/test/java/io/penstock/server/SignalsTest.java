package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The process and its signals, from the moment that it says it is ready. */
@DisabledOnOs(OS.WINDOWS)
final class SignalsTest {
    private static final Pattern PORT = Pattern.compile("ready at http://127\\.0\\.0\\.1:(\\d+)");
    private static final String LONG_STREAM =
            Chat.streamBody().replace("openai/m", "demo/echo").replace("Hi", "word ".repeat(2000));

    private Process process;
    private int port;

    @BeforeEach
    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--port",
                "0");
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.endsWith("_API_KEY") || name.endsWith("_API_URL"));
        process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        BufferedReader errors =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
            Matcher matcher = PORT.matcher(line);
            if (matcher.find()) {
                port = Integer.parseInt(matcher.group(1));
                return;
            }
        }
        throw new IllegalStateException("the process ended before it was ready");
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder(List.of("kill", "-" + name, Long.toString(process.pid()))).start();
        assertThat(kill.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aHangUpAsSoonAsItIsReadyDoesNotEndIt() throws IOException, InterruptedException {
        signal("HUP");

        try (RawClient client = RawClient.to(port)) {
            assertThat(client.send("GET /health HTTP/1.1\r\nhost: a\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
        signal("TERM");
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void theFirstTermLetsAStreamFinishAndTheSecondDoesNot() throws IOException, InterruptedException {
        try (RawClient client = RawClient.to(port)) {
            client.send(Chat.post(LONG_STREAM));
            client.readUntil("word");

            signal("TERM");
            client.readUntil("word");
            client.readUntil("word");
            assertThat(process.isAlive()).isTrue();
            signal("TERM");

            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
    }
}
