package io.penstock.credential;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.codec.http.HttpMethod;
import io.penstock.credential.GrantStep.Ask;
import io.penstock.credential.GrantStep.GrantCall;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key of a container's role, from the endpoint that ECS and EKS (Pod Identity) have in each container.
 *
 * @param url see {@link #isAllowed}
 * @param token what the endpoint wants to see; null for nothing, or where there is a file
 * @param tokenFile holds it, and is written anew from time to time; null where there is none
 */
public record AwsContainer(
        AwsScope scope,
        URI url,
        @Nullable Secret token,
        @Nullable Path tokenFile) implements GrantedCredential {
    /** Where a relative URL is relative to. */
    public static final String ECS = "http://169.254.170.2";

    private static final Set<String> PLAIN_HOSTS =
            Set.of("169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "127.0.0.1", "[::1]", "localhost");

    /** Whether keys may be asked for there: over TLS anywhere, without only on this machine or at the addresses of ECS and EKS. */
    public static boolean isAllowed(URI url) {
        String scheme = url.getScheme();
        String host = url.getHost();
        if (host == null || url.getRawUserInfo() != null) {
            return false;
        }
        return "https".equals(scheme) || ("http".equals(scheme) && PLAIN_HOSTS.contains(host));
    }

    @Override
    public String grantor() {
        return "the container's endpoint";
    }

    @Override
    public GrantStep begin(long nowSeconds) throws IOException {
        String shown = tokenFile != null ? Files.readString(tokenFile).strip() : token == null ? null : token.reveal();
        if (shown != null && !isFieldValue(shown)) {
            return new GrantStep.Refused("the token for it is empty or not of visible characters");
        }
        Map<String, String> fields = shown == null
                ? Map.of("accept", "application/json")
                : Map.of("accept", "application/json", "authorization", shown);
        return new Ask(new GrantCall(HttpMethod.GET, url, fields, ""), this::read);
    }

    /** The token is sent as it is, and may say its scheme before a blank. */
    private static boolean isFieldValue(String text) {
        return text.matches("[!-~]+( [!-~]+)?");
    }

    private GrantStep read(int status, byte[] body, long nowSeconds) {
        return GrantAnswer.isOk(status) ? key(scope, body, nowSeconds) : GrantAnswer.refused(status, body);
    }

    /** {@code {"AccessKeyId":"...","SecretAccessKey":"...","Token":"...","Expiration":"2026-01-01T00:00:00Z"}}. */
    static GrantStep key(AwsScope scope, byte[] body, long nowSeconds) {
        JsonNode root = GrantAnswer.json(body);
        return GrantAnswer.key(
                scope,
                new GrantAnswer.AwsParts(
                        root.path("AccessKeyId").asText(),
                        root.path("SecretAccessKey").textValue(),
                        root.path("Token").textValue(),
                        root.path("Expiration").textValue()),
                nowSeconds);
    }
}
