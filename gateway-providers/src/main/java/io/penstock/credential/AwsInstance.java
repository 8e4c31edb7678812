package io.penstock.credential;

import io.penstock.codec.http.HttpMethod;
import io.penstock.credential.GrantStep.Ask;
import io.penstock.credential.GrantStep.GrantCall;
import io.penstock.credential.GrantStep.Refused;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The key of a machine's role, from the metadata service of EC2 (IMDSv2): a token for the service itself, the role's name, its key.
 *
 * @param base the service's address
 */
public record AwsInstance(AwsScope scope, URI base) implements GrantedCredential {
    /** The address that every machine of EC2 has it at. */
    public static final URI SERVICE = URI.create("http://169.254.169.254");

    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";
    private static final String TOKEN_SECONDS = "300";

    @Override
    public String grantor() {
        return "the instance metadata service";
    }

    @Override
    public GrantStep begin(long nowSeconds) {
        Map<String, String> fields = Map.of("x-aws-ec2-metadata-token-ttl-seconds", TOKEN_SECONDS);
        return new Ask(
                new GrantCall(HttpMethod.PUT, base.resolve("/latest/api/token"), fields, ""),
                (status, body, now) -> onToken(status, body));
    }

    private GrantStep onToken(int status, byte[] body) {
        if (!GrantAnswer.isOk(status)) {
            return GrantAnswer.refused(status, body);
        }
        Secret token = GrantAnswer.secret(text(body));
        return token == null
                ? GrantAnswer.malformed("token")
                : ask(ROLES, token, (roleStatus, role, now) -> onRole(roleStatus, role, token));
    }

    private GrantStep onRole(int status, byte[] body, Secret token) {
        if (!GrantAnswer.isOk(status)) {
            return new Refused("status " + status + " for the role: the machine may have none");
        }
        String role = text(body).lines().findFirst().orElse("").strip();
        // What IAM lets a role be called, and nothing that leads elsewhere.
        return role.matches("[\\w+=,.@-]{1,64}") && !role.matches("\\.+")
                ? ask(ROLES + role, token, this::onKey)
                : GrantAnswer.malformed("role");
    }

    private GrantStep onKey(int status, byte[] body, long nowSeconds) {
        if (!GrantAnswer.isOk(status)) {
            return GrantAnswer.refused(status, body);
        }
        return AwsContainer.key(scope, body, nowSeconds);
    }

    private Ask ask(String path, Secret token, GrantStep.AnswerReader reader) {
        Map<String, String> fields = Map.of("x-aws-ec2-metadata-token", token.reveal());
        return new Ask(new GrantCall(HttpMethod.GET, base.resolve(path), fields, ""), reader);
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.ISO_8859_1).strip();
    }
}
