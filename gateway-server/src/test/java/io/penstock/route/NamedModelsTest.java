package io.penstock.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.config.GatewayConfig;
import io.penstock.models.ModelIndex;
import io.penstock.provider.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NamedModelsTest {
    @TempDir
    private Path directory;

    private NamedModels named() throws IOException {
        Path file = directory.resolve("gateway.yaml");
        Files.writeString(file, "models: {aliases: {fast: groq/quick}, allowed: [openai/allowed, anywhere]}\n");
        Map<String, String> environment = Map.of("OPENAI_API_KEY", "k", "GROQ_API_KEY", "k", "GOOGLE_API_KEY", "k");
        GatewayConfig config = ConfigLoader.load(file, environment, Catalogue.bundled());
        return new NamedModels(
                config, new ModelIndex(Map.of("openai", List.of("gpt-4o"), "google", List.of("gemini-x"))));
    }

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4o, true",
        "google, gemini-x, true",
        "google, models/gemini-x, true",
        "groq, quick, true",
        "openai, allowed, true",
        "demo, echo, true",
        "openai, GPT-4o, false",
        "openai, gemini-x, false",
        "openai, models/gpt-4o, false",
        "groq, gpt-4o, false",
        "groq, fast, false",
        "openai, anywhere, false",
        "demo, other, false",
        "nobody, gpt-4o, false",
    })
    void whatAListOrTheOperatorNamesIsKnownAndNothingElse(String provider, String model, boolean isKnown)
            throws IOException {
        assertThat(named().isKnown(provider, model)).isEqualTo(isKnown);
    }

    @Test
    void looksAtNamesWithoutMakingAny() throws IOException {
        NamedModels named = named();
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;

        // What is looked at costs nothing once it is compiled.
        for (int round = 0; round < 2_000 && least > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++) {
                named.isKnown("openai", "gpt-4o");
                named.isKnown("openai", "gpt-5");
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / 1_000);
        }

        assertThat(least).isZero();
    }
}
