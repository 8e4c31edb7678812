package io.penstock.models;

import io.penstock.config.ConfigLoader;
import io.penstock.config.GatewayConfig;
import io.penstock.provider.Catalogue;
import io.penstock.provider.Provider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Configurations whose providers are all on one server, each below a path of its own name. */
public final class Configs {
    private Configs() {}

    /** The providers of these ids, with keys, and what {@code yaml} says. */
    public static GatewayConfig of(String yaml, String url, String... providers) {
        Map<String, String> environment = new HashMap<>();
        for (String provider : providers) {
            // Google's API is another one where its address does not end so.
            String below = provider.equals("google") ? "/google/openai" : "/" + provider;
            environment.put(Provider.variable(provider, "API_URL"), url + below);
            environment.put(Provider.variable(provider, "API_KEY"), "key-of-" + provider);
        }
        try {
            Path file = Files.createTempFile("gateway", ".yaml");
            try {
                Files.writeString(file, yaml);
                return ConfigLoader.load(file, environment, Catalogue.bundled());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
