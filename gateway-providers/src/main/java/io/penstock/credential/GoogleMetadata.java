package io.penstock.credential;

import io.penstock.codec.http.HttpMethod;
import io.penstock.credential.GrantStep.Ask;
import io.penstock.credential.GrantStep.GrantCall;
import java.net.URI;
import java.util.Map;

/**
 * A token of the service account that a machine, a pod or a function of Google's runs as, from its metadata server.
 *
 * @param base the server's address
 */
public record GoogleMetadata(URI base) implements GrantedCredential {
    /** The name that every machine of Google's knows it by. */
    public static final URI SERVER = URI.create("http://metadata.google.internal");

    private static final String TOKEN =
            "/computeMetadata/v1/instance/service-accounts/default/token?scopes=" + GoogleServiceAccount.SCOPE;

    @Override
    public String grantor() {
        return "the metadata server";
    }

    @Override
    public GrantStep begin(long nowSeconds) {
        Map<String, String> fields = Map.of("metadata-flavor", "Google");
        return new Ask(
                new GrantCall(HttpMethod.GET, base.resolve(TOKEN), fields, ""),
                (status, body, now) -> GrantAnswer.bearer(status, body));
    }
}
