package io.penstock.identity.keyset;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.config.KeyUrl;
import org.jspecify.annotations.Nullable;

/**
 * What an issuer says of itself (OpenID Connect Discovery 1.0, 3).
 *
 * @param keys where its keys are; null where the document does not say so in a way that can be trusted
 * @param reason why not
 */
record DiscoveryDocument(@Nullable KeyUrl keys, String reason) {

    /**
     * Reads a document.
     *
     * @param issuer whose it must be, to the letter (4.3): else one who may write documents for one issuer could for all of a host
     * @param place where it was found; over TLS it cannot lead to keys that come without, and what leads to another host is guarded
     */
    static DiscoveryDocument read(byte[] json, String issuer, KeyUrl place) {
        JsonNode root = StrictJson.object(json);
        if (root == null) {
            return new DiscoveryDocument(null, "not an object of JSON");
        }
        if (!issuer.equals(StrictJson.text(root, "issuer"))) {
            return new DiscoveryDocument(null, "another issuer's");
        }
        String uri = StrictJson.text(root, "jwks_uri");
        try {
            KeyUrl keys = KeyUrl.parseFound(uri == null ? "" : uri, place);
            return place.isTls() && !keys.isTls()
                    ? new DiscoveryDocument(null, "keys without TLS")
                    : new DiscoveryDocument(keys, "");
        } catch (IllegalArgumentException e) {
            return new DiscoveryDocument(null, "jwks_uri");
        }
    }
}
