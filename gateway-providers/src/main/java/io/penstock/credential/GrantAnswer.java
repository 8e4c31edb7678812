package io.penstock.credential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.penstock.credential.GrantStep.Granted;
import io.penstock.credential.GrantStep.Refused;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads what is common to the answers of those who grant. Nothing of an answer is repeated, except a short code of an error. */
final class GrantAnswer {
    /** More than any grant lasts; what is longer is asked for again by then. */
    private static final long LIFE_SECONDS_MAX = 7L * 24 * 3600;

    private static final int STATUS_OK = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private GrantAnswer() {}

    static boolean isOk(int status) {
        return status == STATUS_OK;
    }

    static JsonNode json(byte[] body) {
        try {
            JsonNode node = JSON.readTree(body);
            return node == null ? MissingNode.getInstance() : node;
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    static JsonNode json(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** An answer that is no grant, with the code that it may have (RFC 6749 5.2; those of AWS have {@code Code} or {@code code}). */
    static Refused refused(int status, byte[] body) {
        JsonNode root = json(body);
        for (String name : new String[] {"error", "code", "Code"}) {
            String code = root.path(name).textValue();
            if (isCode(code)) {
                return new Refused("status " + status + ", " + code);
            }
        }
        return new Refused("status " + status);
    }

    static Refused malformed(String missing) {
        return new Refused("the answer has no usable " + missing);
    }

    private static boolean isCode(@Nullable String code) {
        return code != null && code.matches("[A-Za-z_]{1,40}");
    }

    /** A secret of an answer; null where it cannot be one. */
    static @Nullable Secret secret(@Nullable String text) {
        return text != null && Secret.isUsable(text) ? Secret.of(text) : null;
    }

    /** {@code {"access_token":"...","expires_in":3599}} (RFC 6749 5.1). */
    static GrantStep bearer(int status, byte[] body) {
        if (!isOk(status)) {
            return refused(status, body);
        }
        JsonNode root = json(body);
        Secret token = secret(root.path("access_token").textValue());
        if (token == null) {
            return malformed("access_token");
        }
        long life = root.path("expires_in").asLong();
        return life <= 0 ? malformed("expires_in") : granted(new KeyCredential(CredentialKind.BEARER, token), life);
    }

    static Granted granted(Authorization authorization, long lifeSeconds) {
        return new Granted(authorization, Math.min(lifeSeconds, LIFE_SECONDS_MAX));
    }

    /** A key of AWS that expires at a time, by which this clock may be wrong. */
    static GrantStep key(AwsScope scope, AwsParts parts, long nowSeconds) {
        Secret secret = secret(parts.secret());
        Secret token = secret(parts.token());
        if (!parts.id().matches("\\w{1,128}") || secret == null) {
            return malformed("access key");
        }
        if (token == null) {
            return malformed("session token");
        }
        Instant expiration = instant(parts.expiration());
        if (expiration == null) {
            return malformed("expiration");
        }
        long life = expiration.getEpochSecond() - nowSeconds;
        if (life <= 0) {
            return new Refused("what was granted has expired before, by the clock of this machine");
        }
        return granted(scope.signature(new AwsKey(parts.id(), secret, token)), life);
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** What a key is made of, as it came. */
    record AwsParts(
            String id,
            @Nullable String secret,
            @Nullable String token,
            @Nullable String expiration) {
        @Override
        public String toString() {
            return "not shown";
        }
    }
}
