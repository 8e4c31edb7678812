package io.penstock.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.RunningGateway;
import org.junit.jupiter.api.Test;

/** Google's client puts the name of a model into the path as it is, with its slashes. */
final class GeminiNamesTest {
    @Test
    void aModelIsFoundByItsProvidersNameAndItsOwn() {
        try (RunningGateway gateway =
                        RunningGateway.settings(1).set("features.demo", "on").start();
                com.google.genai.Client client = GeminiContent.newClient(gateway.port())) {
            assertThat(client.models
                            .generateContent("demo/echo", "Hello, gateway", null)
                            .text())
                    .isEqualTo("Hello, gateway");
        }
    }
}
