package io.penstock.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.provider.Catalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Configurations for tests, from the text of a file and from variables. */
final class Configs {
    private static final Catalogue CATALOGUE = Catalogue.bundled();

    private Configs() {}

    static GatewayConfig load(String yaml, Map<String, String> environment) {
        try {
            Path file = Files.createTempFile("gateway", ".yaml");
            try {
                Files.writeString(file, yaml);
                return ConfigLoader.load(file, environment, CATALOGUE);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static GatewayConfig ofYaml(String yaml) {
        return load(yaml, Map.of());
    }

    static GatewayConfig ofEnvironment(Map<String, String> environment) {
        return ConfigLoader.load(null, environment, CATALOGUE);
    }

    static GatewayConfig ofFile(Path file) {
        return ConfigLoader.load(file, Map.of(), CATALOGUE);
    }

    static List<String> findings(String yaml, Map<String, String> environment) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> load(yaml, environment));
        return refused == null ? List.of() : refused.findings();
    }
}
