package io.penstock.provider;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every provider that is known without being described, in the order in which they are preferred. Immutable. */
public final class Catalogue {
    private static final String RESOURCE = "catalogue.json";

    private final List<Provider> providers;
    private final Map<String, Provider> byName = new HashMap<>();

    /**
     * A catalogue of these providers.
     *
     * @throws IllegalArgumentException if two of them share a name
     */
    public Catalogue(List<Provider> providers) {
        this.providers = List.copyOf(providers);
        for (Provider provider : this.providers) {
            name(provider.id(), provider);
            provider.aliases().forEach(alias -> name(alias, provider));
        }
    }

    private void name(String name, Provider provider) {
        Provider other = byName.putIfAbsent(name, provider);
        if (other != null) {
            throw new IllegalArgumentException("provider name: " + name + " (expected: one meaning; " + other.id()
                    + " and " + provider.id() + ")");
        }
    }

    /** The catalogue that comes with the gateway. */
    public static Catalogue bundled() {
        try (InputStream in = Catalogue.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + ": absent (expected: beside " + Catalogue.class + ")");
            }
            return new Catalogue(CatalogueReader.read(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All providers, the preferred first. */
    public List<Provider> providers() {
        return providers;
    }

    /** The provider of that id or alias, as it is written; null if there is none. */
    public @Nullable Provider find(String name) {
        return byName.get(name);
    }
}
