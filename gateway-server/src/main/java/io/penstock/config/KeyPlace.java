package io.penstock.config;

import java.nio.file.Path;

/** Where an issuer's keys are. */
public sealed interface KeyPlace {

    /**
     * A document of the issuer's says where (OpenID Connect Discovery 1.0, 4).
     *
     * @param document where that is
     */
    record Discovered(KeyUrl document) implements KeyPlace {}

    /**
     * They are fetched.
     *
     * @param url where from
     */
    record Fetched(KeyUrl url) implements KeyPlace {}

    /**
     * They are in a file.
     *
     * @param path which is read again like any other place
     */
    record Local(Path path) implements KeyPlace {}
}
