package io.penstock.config;

import io.penstock.provider.Catalogue;
import io.penstock.provider.Endpoint;
import java.util.List;

/**
 * Who can answer.
 *
 * @param known all that can be named: the catalogue, and after it what the file defines
 * @param configured those that can be called, in the order of {@code known}
 */
public record ProvidersConfig(Catalogue known, List<Endpoint> configured) {

    /** Copies what could still be changed. */
    public ProvidersConfig {
        configured = List.copyOf(configured);
    }
}
