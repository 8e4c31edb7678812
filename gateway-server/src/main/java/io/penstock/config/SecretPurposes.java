package io.penstock.config;

import io.penstock.credential.Credential;
import io.penstock.credential.KeyCredential;
import io.penstock.credential.Secret;
import io.penstock.provider.Endpoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * That no secret serves two ends: whoever comes by one of them (a provider by the key that is sent to it, a caller by what is tagged with
 * another) would have the other too. A provider's keys may be those of another provider.
 */
final class SecretPurposes {
    private final Findings findings;
    private final Map<String, Secret> known = new LinkedHashMap<>();

    SecretPurposes(Findings findings) {
        this.findings = findings;
    }

    void check(AuthConfig auth, List<Endpoint> providers) {
        take(AuthConfig.ADMIN_TOKEN.path(), auth.adminToken());
        take(AuthConfig.OIDC_CLIENT_SECRET.path(), auth.clientSecret());
        take(AuthConfig.STATE_SECRET.path(), auth.stateSecret());
        for (Endpoint provider : providers) {
            known.forEach((path, secret) -> {
                if (provider.credentials().stream().anyMatch(credential -> isKey(credential, secret))) {
                    findings.addUnshown(path, "another secret than the key of " + provider.id());
                }
            });
        }
    }

    private void take(String path, @Nullable Secret secret) {
        if (secret != null) {
            known.forEach((other, its) -> {
                if (its.equals(secret)) {
                    findings.addUnshown(path, "another secret than " + other);
                }
            });
            known.put(path, secret);
        }
    }

    private static boolean isKey(Credential credential, Secret secret) {
        return credential instanceof KeyCredential key && key.equals(new KeyCredential(key.kind(), secret));
    }
}
