package io.penstock.config;

import io.penstock.credential.AwsContainer;
import io.penstock.credential.AwsInstance;
import io.penstock.credential.AwsKey;
import io.penstock.credential.AwsScope;
import io.penstock.credential.AwsWebIdentity;
import io.penstock.credential.Credential;
import io.penstock.credential.CredentialKind;
import io.penstock.credential.KeyCredential;
import io.penstock.credential.Secret;
import io.penstock.provider.Catalogue;
import io.penstock.provider.Provider;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Credentials of AWS, the first of: an access key of the provider's own ({@code BEDROCK_ACCESS_KEY_ID}) or its API keys; the API key that
 * AWS's own clients look for; an access key of the environment; a web identity; the container's endpoint; and, where the provider's
 * address or region is given by its own name, the machine's metadata service. What is said for AWS at large and cannot be used is
 * warned of: it may be meant for others.
 */
final class AwsCredentials implements CloudCredentials {
    private static final String SERVICE = "bedrock";
    private static final String BEARER = "AWS_BEARER_TOKEN_BEDROCK";
    private static final String REGION = "REGION";
    private static final String ACCESS_KEY_ID = "ACCESS_KEY_ID";
    private static final String SECRET_ACCESS_KEY = "SECRET_ACCESS_KEY";
    private static final String SESSION_TOKEN = "SESSION_TOKEN";
    private static final String AWS = "AWS_";

    private final Map<String, String> environment;
    private final Catalogue catalogue;
    private final Findings findings;

    AwsCredentials(Map<String, String> environment, Catalogue catalogue, Findings findings) {
        this.environment = environment;
        this.catalogue = catalogue;
        this.findings = findings;
    }

    @Override
    public List<Credential> read(ProviderEntry entry, List<Credential> keys, boolean isWanted) {
        Provider provider = entry.provider();
        String idVariable = provider.variable(ACCESS_KEY_ID);
        String region = value(provider, REGION, keys);
        if (said(idVariable) != null) {
            if (!keys.isEmpty()) {
                findings.addUnshown(idVariable, "either an access key or an API key");
                return List.of();
            }
            return own(provider, region);
        }
        if (!keys.isEmpty()) {
            return keys;
        }
        String bearer = said(BEARER);
        // It is Bedrock's alone: a provider of the operator's own must not be shown it.
        if (bearer != null && catalogue.find(provider.id()) != null) {
            if (Secret.isUsable(bearer)) {
                return List.of(new KeyCredential(CredentialKind.AWS, Secret.of(bearer)));
            }
            findings.warn(BEARER + " cannot be used (expected: visible ASCII characters)");
        }
        if (region == null || !AwsScope.isRegion(region)) {
            return List.of();
        }
        AwsScope scope = new AwsScope(region, SERVICE);
        Credential found = lent(scope);
        if (found == null && (isWanted || said(provider.variable(REGION)) != null)) {
            found = new AwsInstance(scope, AwsInstance.SERVICE);
        }
        return found == null ? List.of() : List.of(found);
    }

    private List<Credential> own(Provider provider, @Nullable String region) {
        AwsKey key = key(provider.variable(""));
        if (key == null) {
            findings.addUnshown(
                    provider.variable(ACCESS_KEY_ID),
                    "an access key id, with its secret in " + provider.variable(SECRET_ACCESS_KEY));
            return List.of();
        }
        if (region == null || !AwsScope.isRegion(region)) {
            findings.add(
                    provider.variable(REGION),
                    region == null ? "not set" : region,
                    "a region of AWS, since an access key for " + provider.id() + " is set");
            return List.of();
        }
        return List.of(new AwsScope(region, SERVICE).signature(key));
    }

    /** What is at hand for every client of AWS. */
    private @Nullable Credential lent(AwsScope scope) {
        if (said(AWS + ACCESS_KEY_ID) != null && said(AWS + SECRET_ACCESS_KEY) != null) {
            AwsKey key = key(AWS);
            if (key != null) {
                return scope.signature(key);
            }
            findings.warn(AWS + ACCESS_KEY_ID + " cannot be used (expected: an access key id, with a secret of ASCII)");
        }
        String tokenFile = said("AWS_WEB_IDENTITY_TOKEN_FILE");
        String role = said("AWS_ROLE_ARN");
        if (tokenFile != null && role != null) {
            String session = said("AWS_ROLE_SESSION_NAME");
            return new AwsWebIdentity(
                    scope,
                    AwsWebIdentity.service(scope.region()),
                    role,
                    session == null ? "penstock" : session,
                    Path.of(tokenFile));
        }
        return container(scope);
    }

    private @Nullable Credential container(AwsScope scope) {
        String relative = said("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
        String full = said("AWS_CONTAINER_CREDENTIALS_FULL_URI");
        if (relative == null && full == null) {
            return null;
        }
        URI url = containerUrl(relative == null ? full : AwsContainer.ECS + relative);
        String file = said("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
        String token = said("AWS_CONTAINER_AUTHORIZATION_TOKEN");
        if (url == null || (file == null && token != null && !Secret.isUsable(token))) {
            findings.warn(
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI or its token cannot be used (expected: https, or http to this"
                            + " machine or to the addresses of ECS and EKS)");
            return null;
        }
        return new AwsContainer(
                scope,
                url,
                file == null && token != null ? Secret.of(token) : null,
                file == null ? null : Path.of(file));
    }

    private static @Nullable URI containerUrl(@Nullable String text) {
        try {
            URI url = text == null ? null : URI.create(text);
            return url != null && AwsContainer.isAllowed(url) ? url : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private @Nullable AwsKey key(String prefix) {
        String id = said(prefix + ACCESS_KEY_ID);
        String secret = said(prefix + SECRET_ACCESS_KEY);
        String token = said(prefix + SESSION_TOKEN);
        if (id == null || secret == null || !Secret.isUsable(secret) || (token != null && !Secret.isUsable(token))) {
            return null;
        }
        try {
            return new AwsKey(id, Secret.of(secret), token == null ? null : Secret.of(token));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public @Nullable String value(Provider provider, String name, List<Credential> credentials) {
        String own = said(provider.variable(name));
        if (own != null || !name.equals(REGION)) {
            return own;
        }
        String region = said("AWS_REGION");
        return region == null ? said("AWS_DEFAULT_REGION") : region;
    }

    /** An empty one is absent. */
    private @Nullable String said(String variable) {
        String value = environment.get(variable);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
